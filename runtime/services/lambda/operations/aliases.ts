import type {
  AliasConfiguration,
  CreateAliasRequest,
  DeleteAliasRequest,
  GetAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { functionArn, resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import type { Alias } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export function createAlias(lambda: Lambda): Operation<CreateAliasRequest, AliasConfiguration> {
  return (input) => {
    const { version } = resolveFunction(lambda, input.FunctionName ?? "", input.FunctionVersion);
    const name = input.Name ?? "";
    if (!/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(name))
      throw invalid(`An alias is no number and matches [a-zA-Z0-9-_]+; got '${name}'.`);
    refuseRouting(input.RoutingConfig);
    if (lambda.state.aliases.has(`${version.name}:${name}`)) {
      throw new AwsError(
        "ResourceConflictException",
        `Alias already exists: ${functionArn(lambda.runtime, version.name, name)}`,
        {
          status: 409,
        },
      );
    }
    return put(lambda, {
      functionName: version.name,
      name,
      version: version.version,
      description: input.Description ?? "",
      revisionId: crypto.randomUUID(),
    });
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export function updateAlias(lambda: Lambda): Operation<UpdateAliasRequest, AliasConfiguration> {
  return (input) => {
    const alias = find(lambda, input);
    refuseRouting(input.RoutingConfig);
    if (input.FunctionVersion) resolveFunction(lambda, alias.functionName, input.FunctionVersion);
    return put(lambda, {
      ...alias,
      version: input.FunctionVersion ?? alias.version,
      description: input.Description ?? alias.description,
      revisionId: crypto.randomUUID(),
    });
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export function getAlias(lambda: Lambda): Operation<GetAliasRequest, AliasConfiguration> {
  return (input) => describe(lambda, find(lambda, input));
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export function deleteAlias(lambda: Lambda): Operation<DeleteAliasRequest, object> {
  return (input) => {
    const { name } = resolveFunction(lambda, input.FunctionName ?? "").version;
    lambda.state.aliases.delete(`${name}:${input.Name}`);
    return {};
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export function listAliases(lambda: Lambda): Operation<ListAliasesRequest, ListAliasesResponse> {
  return (input) => {
    const { name } = resolveFunction(lambda, input.FunctionName ?? "").version;
    const all = [...lambda.state.aliases.values(`${name}:`)];
    const wanted = all.filter((alias) => (input.FunctionVersion ?? alias.version) === alias.version);
    const page = pageOf(wanted, {
      limit: Math.min(input.MaxItems ?? 50, 50),
      token: input.Marker,
      keyOf: (alias) => alias.name,
      invalidTokenCode: "InvalidParameterValueException",
    });
    return { Aliases: page.items.map((alias) => describe(lambda, alias)), NextMarker: page.nextToken };
  };
}

function find(lambda: Lambda, input: GetAliasRequest): Alias {
  const { name } = resolveFunction(lambda, input.FunctionName ?? "").version;
  const alias = lambda.state.aliases.get(`${name}:${input.Name}`);
  if (alias !== undefined) return alias;
  throw new AwsError(
    "ResourceNotFoundException",
    `Cannot find alias arn: ${functionArn(lambda.runtime, name, input.Name)}`,
    {
      status: 404,
    },
  );
}

function put(lambda: Lambda, alias: Alias): AliasConfiguration {
  lambda.state.aliases.put(`${alias.functionName}:${alias.name}`, alias);
  return describe(lambda, alias);
}

function describe(lambda: Lambda, alias: Alias): AliasConfiguration {
  return {
    AliasArn: functionArn(lambda.runtime, alias.functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
  };
}

function refuseRouting(routing: CreateAliasRequest["RoutingConfig"]): void {
  if (Object.keys(routing?.AdditionalVersionWeights ?? {}).length === 0) return;
  throw invalid("RoutingConfig.AdditionalVersionWeights is not emulated.");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
