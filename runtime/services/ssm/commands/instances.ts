import type { DescribeInstancesCommandOutput, Instance } from "@aws-sdk/client-ec2";
import type { Target } from "@aws-sdk/client-ssm";
import { type Caller, serviceCaller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";

/** An instance that Run Command can reach: every running one, its agent is a part of the platform. */
export interface ManagedInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly privateIp: string;
  readonly launchedMs: number;
  readonly profileArn?: string;
}

/** The running instances that match EC2's filters. */
export async function listManaged(
  runtime: Runtime,
  filters: readonly { readonly Name: string; readonly Values: readonly string[] }[] = [],
): Promise<readonly ManagedInstance[]> {
  const Filters = [{ Name: "instance-state-name", Values: ["running"] }, ...filters];
  return (await describeInstances(runtime, Filters)).map(toManaged);
}

/** The instances that a command names: by id, all of them running, or by tags, as many as there are. */
export async function findCommandTargets(
  runtime: Runtime,
  { InstanceIds: ids = [], Targets: targets = [] }: Readonly<{ InstanceIds?: string[]; Targets?: Target[] }>,
): Promise<readonly ManagedInstance[]> {
  if ((ids.length === 0) === (targets.length === 0)) {
    throw new AwsError("ValidationException", "give either InstanceIds or Targets");
  }
  if (targets.length > 0) return listManaged(runtime, targets.map(toFilter));
  const found = await listManaged(runtime, [{ Name: "instance-id", Values: ids }]);
  const missing = ids.find((id) => !found.some((it) => it.instanceId === id));
  if (missing === undefined) return found;
  throw new AwsError(
    "InvalidInstanceId",
    `Instances [[${missing}]] not in a valid state for account ${runtime.accountId}`,
  );
}

/** The state of an instance in EC2's words; `terminated` also when it is unknown. */
export async function readInstanceState(runtime: Runtime, instanceId: string): Promise<string> {
  const [instance] = await describeInstances(runtime, [{ Name: "instance-id", Values: [instanceId] }]);
  return instance?.State?.Name ?? "terminated";
}

/** The caller that an instance is through its role. Throws when it has none. */
export async function findInstanceCaller(runtime: Runtime, instanceId: string): Promise<Caller> {
  const [instance] = await describeInstances(runtime, [{ Name: "instance-id", Values: [instanceId] }]);
  const profileArn = instance?.IamInstanceProfile?.Arn;
  if (profileArn === undefined) throw new Error(`the instance ${instanceId} has no role to download with`);
  const InstanceProfileName = profileArn.slice(profileArn.lastIndexOf("/") + 1);
  const answer = await runtime.aws.call<{ InstanceProfile: { Roles: readonly { Arn: string }[] } }>(
    "iam",
    "GetInstanceProfile",
    { InstanceProfileName },
    self(runtime),
  );
  const roleArn = answer.InstanceProfile.Roles[0]?.Arn;
  if (roleArn === undefined) throw new Error(`the instance profile ${profileArn} has no role`);
  const session = runtime.credentials.issueForRole({ roleArn, sessionName: instanceId });
  const identity = runtime.credentials.resolve(session.accessKeyId, session.sessionToken);
  if (identity === undefined) throw new Error(`the credentials of ${roleArn} are not accepted`);
  return identity.caller;
}

async function describeInstances(runtime: Runtime, Filters: readonly object[]): Promise<readonly Instance[]> {
  const input = { Filters };
  const call = runtime.aws.call<DescribeInstancesCommandOutput>(
    "ec2",
    "DescribeInstances",
    input,
    self(runtime),
  );
  return ((await call).Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
}

function toManaged(it: Instance): ManagedInstance {
  const profileArn = it.IamInstanceProfile?.Arn;
  return {
    instanceId: it.InstanceId ?? "",
    name: it.Tags?.find((tag) => tag.Key === "Name")?.Value ?? "",
    privateIp: it.PrivateIpAddress ?? "",
    launchedMs: it.LaunchTime?.getTime() ?? 0,
    ...(profileArn === undefined ? {} : { profileArn }),
  };
}

function toFilter({ Key = "", Values = [] }: Target): { Name: string; Values: string[] } {
  if (Key.startsWith("tag:") || Key === "tag-key") return { Name: Key, Values };
  if (Key === "InstanceIds") return { Name: "instance-id", Values };
  throw new AwsError(
    "InvalidTarget",
    `SSM: not emulated: targets by ${Key}; there are InstanceIds, tag:<key> and tag-key`,
  );
}

function self(runtime: Runtime): Caller {
  return serviceCaller("ssm.amazonaws.com", runtime.accountId);
}
