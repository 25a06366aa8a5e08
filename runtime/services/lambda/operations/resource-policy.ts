import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import type { PolicyStatement, ResourcePolicy } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export function addPermission(lambda: Lambda): Operation<AddPermissionRequest, AddPermissionResponse> {
  return (input) => {
    const { key, arn, policy } = locate(lambda, input);
    if (policy?.statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw new AwsError(
        "ResourceConflictException",
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        { status: 409 },
      );
    }
    refuseUnsupported(input);
    const statement = makeStatement(input, arn);
    save(lambda, key, [...(policy?.statements ?? []), statement]);
    return { Statement: JSON.stringify(statement) };
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function getPolicy(lambda: Lambda): Operation<GetPolicyRequest, GetPolicyResponse> {
  return (input) => {
    const { policy } = locate(lambda, input);
    if (policy === undefined) throw notFound("The resource you requested does not exist.");
    const document = { Version: "2012-10-17", Id: "default", Statement: policy.statements };
    return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export function removePermission(lambda: Lambda): Operation<RemovePermissionRequest, object> {
  return (input) => {
    const { key, policy } = locate(lambda, input);
    const left = (policy?.statements ?? []).filter(({ Sid }) => Sid !== input.StatementId);
    if (left.length === (policy?.statements.length ?? 0)) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    if (left.length === 0) lambda.state.policies.delete(key);
    else save(lambda, key, left);
    return {};
  };
}

interface Located {
  readonly key: string;
  readonly arn: string;
  readonly policy: ResourcePolicy | undefined;
}

function locate(lambda: Lambda, input: GetPolicyRequest): Located {
  const { version, qualifier, arn } = resolveFunction(lambda, input.FunctionName ?? "", input.Qualifier);
  const key = `${version.name}:${qualifier ?? ""}`;
  return { key, arn, policy: lambda.state.policies.get(key) };
}

function save(lambda: Lambda, key: string, statements: readonly PolicyStatement[]): void {
  lambda.state.policies.put(key, { statements, revisionId: crypto.randomUUID() });
}

function refuseUnsupported(input: AddPermissionRequest): void {
  for (const name of [
    "PrincipalOrgID",
    "EventSourceToken",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
  ] as const) {
    if (input[name] !== undefined)
      throw new AwsError("InvalidParameterValueException", `${name} is not emulated.`);
  }
}

function makeStatement(input: AddPermissionRequest, arn: string): PolicyStatement {
  const principal = input.Principal ?? "";
  const isService = principal.endsWith(".amazonaws.com");
  const account = /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
  const condition = {
    ...(input.SourceArn && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
    ...(input.SourceAccount && { StringEquals: { "AWS:SourceAccount": input.SourceAccount } }),
  };
  return {
    Sid: input.StatementId ?? "",
    Effect: "Allow",
    Principal: principal === "*" ? "*" : isService ? { Service: principal } : { AWS: account },
    Action: input.Action ?? "",
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404, details: { Type: "User" } });
}
