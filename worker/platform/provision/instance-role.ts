import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetInstanceProfileCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Colour } from "../../../core/stack-names.ts";
import type { StackResource } from "../../../core/stage-results.ts";
import { instancePolicy } from "./instance-policy.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

export interface InstanceRole {
  readonly profileArn: string;
  readonly resources: readonly StackResource[];
}

const trustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The role and instance profile of a colour's instances, with the permissions of this release and no others. */
export async function ensureInstanceRole(context: StackContext, colour: Colour): Promise<InstanceRole> {
  const iam = new IAMClient(context.aws);
  const name = context.names.role(colour);
  const tags = tagList(stackTags(context));
  await Promise.all([createRole(iam, name, tags), createProfile(iam, name, tags)]);
  await Promise.all([
    iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: "instance",
        PolicyDocument: JSON.stringify(instancePolicy(context)),
      }),
    ),
    addRoleToProfile(iam, name),
  ]);
  return described(context, name);
}

function described({ request }: StackContext, name: string): InstanceRole {
  const profileArn = `arn:aws:iam::${request.account}:instance-profile/${name}`;
  const roleArn = `arn:aws:iam::${request.account}:role/${name}`;
  return {
    profileArn,
    resources: [
      { type: "AWS::IAM::Role", id: name, arn: roleArn },
      { type: "AWS::IAM::InstanceProfile", id: name, arn: profileArn },
    ],
  };
}

type Tags = { Key: string; Value: string }[];

async function createRole(iam: IAMClient, RoleName: string, Tags: Tags): Promise<void> {
  const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy, Tags });
  await unlessThere(iam.send(command));
}

async function createProfile(iam: IAMClient, InstanceProfileName: string, Tags: Tags): Promise<void> {
  const command = new CreateInstanceProfileCommand({ InstanceProfileName, Tags });
  await unlessThere(iam.send(command));
}

/**
 * A profile holds one role. It is looked for before it is added: to be refused with LimitExceeded would cost seconds,
 * since the SDK takes that for throttling and tries again.
 */
async function addRoleToProfile(iam: IAMClient, name: string): Promise<void> {
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }));
  if (InstanceProfile?.Roles?.some(({ RoleName }) => RoleName === name)) return;
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isRefusedWith(error, "EntityAlreadyExistsException")) throw error;
  }
}
