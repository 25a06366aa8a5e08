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
  const role = () => createRole(iam, name, tags);
  const profile = () => createProfile(iam, name, tags);
  const [, profileRoles] = await Promise.all([
    firstMaking(role, () => putPolicy(iam, context, name)),
    firstMaking(profile, () => rolesOfProfile(iam, name)),
  ]);
  if (!profileRoles.includes(name))
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
  return described(context, colour);
}

/** The ARN of the profile of a colour's instances, whether it is there already or not. */
export function instanceProfileArn({ names, request }: StackContext, colour: Colour): string {
  return `arn:aws:iam::${request.account}:instance-profile/${names.role(colour)}`;
}

function described(context: StackContext, colour: Colour): InstanceRole {
  const { names, request } = context;
  const id = names.role(colour);
  return {
    resources: [
      { type: "AWS::IAM::Role", id, arn: `arn:aws:iam::${request.account}:role/${id}` },
      { type: "AWS::IAM::InstanceProfile", id, arn: instanceProfileArn(context, colour) },
    ],
  };
}

/** Does something with what all releases but the first find; when it is not there, makes it and does it again. */
async function firstMaking<Output>(make: () => Promise<void>, use: () => Promise<Output>): Promise<Output> {
  try {
    return await use();
  } catch (error) {
    if (!isRefusedWith(error, "NoSuchEntityException")) throw error;
    await make();
    return use();
  }
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

async function putPolicy(iam: IAMClient, context: StackContext, RoleName: string): Promise<void> {
  const PolicyDocument = JSON.stringify(instancePolicy(context));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "instance", PolicyDocument }));
}

/**
 * A profile holds one role. It is looked for before it is added: to be refused with LimitExceeded would cost seconds,
 * since the SDK takes that for throttling and tries again.
 */
async function rolesOfProfile(iam: IAMClient, InstanceProfileName: string): Promise<readonly string[]> {
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  return (InstanceProfile?.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? []);
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isRefusedWith(error, "EntityAlreadyExistsException")) throw error;
  }
}
