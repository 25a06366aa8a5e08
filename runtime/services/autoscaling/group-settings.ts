import type {
  CreateAutoScalingGroupCommandInput,
  LaunchTemplateSpecification,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../protocol/aws-error.ts";
import type { AutoScaling } from "./context.ts";
import type { GroupRecord, GroupTag, TemplateReference } from "./records.ts";

/** The members of a group that can be changed later, in the requests that make and update one. */
export const GROUP_MEMBERS = [
  "AutoScalingGroupName",
  "LaunchTemplate",
  "MinSize",
  "MaxSize",
  "DesiredCapacity",
  "DefaultCooldown",
  "AvailabilityZones",
  "VPCZoneIdentifier",
  "HealthCheckType",
  "HealthCheckGracePeriod",
] as const satisfies readonly (keyof CreateAutoScalingGroupCommandInput)[];

type Request = Partial<Pick<CreateAutoScalingGroupCommandInput, (typeof GROUP_MEMBERS)[number]>>;
type Settings = Pick<
  GroupRecord,
  | "launchTemplate"
  | "minSize"
  | "maxSize"
  | "desiredCapacity"
  | "defaultCooldownSeconds"
  | "subnets"
  | "healthCheckType"
  | "gracePeriodSeconds"
>;

/** The settings after a request, on top of the current ones; checked, the template and subnets found. */
export async function readGroupSettings(
  scaling: AutoScaling,
  input: Request,
  current: GroupRecord | undefined,
): Promise<Settings> {
  const minSize = input.MinSize ?? current?.minSize ?? 0;
  const maxSize = input.MaxSize ?? current?.maxSize ?? 0;
  const kept =
    current === undefined ? minSize : Math.min(Math.max(current.desiredCapacity, minSize), maxSize);
  const desiredCapacity = input.DesiredCapacity ?? kept;
  checkCapacity({ minSize, maxSize, desiredCapacity });
  return {
    ...{ minSize, maxSize, desiredCapacity },
    launchTemplate: (await readTemplate(scaling, input.LaunchTemplate)) ?? required(current).launchTemplate,
    subnets: (await readSubnets(scaling, input)) ?? required(current).subnets,
    defaultCooldownSeconds: input.DefaultCooldown ?? current?.defaultCooldownSeconds ?? 300,
    healthCheckType: readHealthCheckType(input.HealthCheckType) ?? current?.healthCheckType ?? "EC2",
    gracePeriodSeconds: input.HealthCheckGracePeriod ?? current?.gracePeriodSeconds ?? 0,
  };
}

export function checkCapacity({
  minSize,
  maxSize,
  desiredCapacity,
}: Readonly<Pick<GroupRecord, "minSize" | "maxSize" | "desiredCapacity">>): void {
  if (minSize < 0 || minSize > maxSize) {
    throw new AwsError(
      "ValidationError",
      `Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`,
    );
  }
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    const message = `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`;
    throw new AwsError("ValidationError", message);
  }
}

/** The tags of a request, by key. */
export function mergeTags(
  current: readonly GroupTag[],
  added: CreateAutoScalingGroupCommandInput["Tags"],
): readonly GroupTag[] {
  const tags = new Map(current.map((tag) => [tag.key, tag]));
  for (const { Key = "", Value = "", PropagateAtLaunch = false } of added ?? []) {
    if (Key.startsWith("aws:"))
      throw new AwsError("ValidationError", `tags that start with aws: are reserved: ${Key}`);
    tags.set(Key, { key: Key, value: Value, propagateAtLaunch: PropagateAtLaunch });
  }
  return [...tags.values()];
}

async function readTemplate(
  { aws }: AutoScaling,
  given: LaunchTemplateSpecification | undefined,
): Promise<TemplateReference | undefined> {
  if (given === undefined) return undefined;
  const { Version: version = "$Default", ...reference } = given;
  const found = await refusing(aws.describeTemplateVersion(reference, version));
  return { id: found.LaunchTemplateId ?? "", name: found.LaunchTemplateName ?? "", version };
}

async function readSubnets(
  { aws }: AutoScaling,
  input: Request,
): Promise<GroupRecord["subnets"] | undefined> {
  const { VPCZoneIdentifier: identifier, AvailabilityZones: zones = [] } = input;
  if (identifier === undefined && zones.length === 0) return undefined;
  const byDefault = [
    { Name: "default-for-az", Values: ["true"] },
    { Name: "availability-zone", Values: zones },
  ];
  const query =
    identifier === undefined ? { Filters: byDefault } : { SubnetIds: identifier.split(/\s*,\s*/) };
  const subnets = await refusing(aws.describeSubnets(query));
  if (subnets.length === 0) throw new AwsError("ValidationError", `no subnets in ${zones.join(", ")}`);
  return subnets.map((it) => ({ subnetId: it.SubnetId ?? "", zone: it.AvailabilityZone ?? "" }));
}

function readHealthCheckType(given: string | undefined): GroupRecord["healthCheckType"] | undefined {
  if (given === undefined || given === "EC2") return given;
  if (given.split(",").every((part) => part === "ELB" || part === "EC2")) return "ELB";
  throw new AwsError("ValidationError", `Auto Scaling: not emulated: HealthCheckType ${given}`);
}

/** EC2's refusals are Auto Scaling's, too, under its own code. */
async function refusing<Output>(call: Promise<Output>): Promise<Output> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof AwsError) throw new AwsError("ValidationError", cause.message, { cause });
    throw cause;
  }
}

function required(current: GroupRecord | undefined): GroupRecord {
  if (current !== undefined) return current;
  const message = "a group needs a LaunchTemplate, and a VPCZoneIdentifier or AvailabilityZones";
  throw new AwsError("ValidationError", message);
}
