import type { IamInstanceProfileSpecification } from "@aws-sdk/client-ec2";
import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { InstanceRecord } from "./records.ts";

interface GetInstanceProfileAnswer {
  readonly InstanceProfile: {
    readonly Arn: string;
    readonly InstanceProfileId: string;
    readonly Roles: readonly { readonly Arn: string }[];
  };
}

/** The instance profile that a launch names, by name or ARN, with the one role in it. */
export async function findInstanceProfile(
  runtime: Runtime,
  named: IamInstanceProfileSpecification | undefined,
): Promise<InstanceRecord["profile"]> {
  if (named === undefined) return undefined;
  const InstanceProfileName = named.Name ?? named.Arn?.slice(named.Arn.lastIndexOf("/") + 1);
  const profile = await getInstanceProfile(runtime, InstanceProfileName);
  const role = profile.Roles[0];
  if (role === undefined) throw invalid(`IAM Instance Profile "${profile.Arn}" has no associated IAM Roles`);
  return { arn: profile.Arn, id: profile.InstanceProfileId, roleArn: role.Arn };
}

async function getInstanceProfile(
  runtime: Runtime,
  InstanceProfileName: string | undefined,
): Promise<GetInstanceProfileAnswer["InstanceProfile"]> {
  try {
    const input = { InstanceProfileName };
    const caller = serviceCaller("ec2.amazonaws.com", runtime.accountId);
    const answer = await runtime.aws.call<GetInstanceProfileAnswer>(
      "iam",
      "GetInstanceProfile",
      input,
      caller,
    );
    return answer.InstanceProfile;
  } catch (cause) {
    if (!(cause instanceof AwsError) || !cause.code.startsWith("NoSuchEntity")) throw cause;
    throw invalid(`Invalid IAM Instance Profile name: ${InstanceProfileName}`, cause);
  }
}

function invalid(message: string, cause?: unknown): AwsError {
  return new AwsError("InvalidParameterValue", message, cause === undefined ? {} : { cause });
}
