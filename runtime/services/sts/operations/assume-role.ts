import type { AssumeRoleRequest, AssumeRoleResponse } from "@aws-sdk/client-sts";
import { serviceCaller } from "../../../kernel/caller.ts";
import { roleCaller } from "../../../kernel/credentials.ts";
import type { Operation, Runtime } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { trustAllows } from "../trust-policy.ts";

const UNSUPPORTED = [
  ...["Policy", "PolicyArns", "Tags", "TransitiveTagKeys", "SerialNumber", "TokenCode", "SourceIdentity"],
  "ProvidedContexts",
];
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const SHORTEST_SECONDS = 900;
const DEFAULT_SECONDS = 3600;

/** Credentials of a session of a role, when the role's trust policy names the caller. */
export function assumeRole(runtime: Runtime): Operation<AssumeRoleRequest, AssumeRoleResponse> {
  return async (input, { caller }) => {
    refuseMembers(input, UNSUPPORTED, { code: "ValidationError" });
    const [roleArn, sessionName] = [input.RoleArn ?? "", input.RoleSessionName ?? ""];
    if (!SESSION_NAME.test(sessionName))
      throw validation(`RoleSessionName must match ${SESSION_NAME.source}.`);
    const role = await findRole(runtime, roleArn);
    const allowed =
      role !== undefined &&
      trustAllows(role.trustPolicy, { caller, externalId: input.ExternalId, sessionName });
    if (!allowed) {
      const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new AwsError("AccessDenied", message, { status: 403 });
    }
    const durationSeconds = checkedDuration(input.DurationSeconds, {
      caller: caller.roleArn,
      longest: role.longestSeconds,
    });
    const issued = runtime.credentials.issueForRole({ roleArn, sessionName, durationSeconds });
    const session = roleCaller({ roleArn, sessionName });
    return {
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: new Date(issued.expirationMs),
      },
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    };
  };
}

interface AssumableRole {
  readonly trustPolicy: string;
  readonly longestSeconds: number;
}

/** AWS does not tell a role that is not there from one that is not allowed. */
async function findRole(runtime: Runtime, roleArn: string): Promise<AssumableRole | undefined> {
  const match = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  if (match === null) throw validation(`${roleArn} is invalid`);
  const caller = serviceCaller("sts.amazonaws.com", runtime.accountId);
  try {
    const { Role } = await runtime.aws.call("iam", "GetRole", { RoleName: match[1] }, caller);
    if (Role.Arn !== roleArn) return undefined;
    return {
      trustPolicy: decodeURIComponent(Role.AssumeRolePolicyDocument),
      longestSeconds: Role.MaxSessionDuration,
    };
  } catch (error) {
    if (error instanceof AwsError && error.code === "NoSuchEntityException") return undefined;
    throw error;
  }
}

/** A role that assumes another one (role chaining) gets an hour at most. */
function checkedDuration(
  seconds: number | undefined,
  { caller, longest }: Readonly<{ caller: string | undefined; longest: number }>,
): number {
  const wanted = seconds ?? DEFAULT_SECONDS;
  if (wanted < SHORTEST_SECONDS)
    throw validation(`DurationSeconds must be at least ${SHORTEST_SECONDS}, is ${wanted}.`);
  if (wanted > longest) {
    throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  if (caller !== undefined && wanted > DEFAULT_SECONDS) {
    throw validation(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  return wanted;
}

function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
