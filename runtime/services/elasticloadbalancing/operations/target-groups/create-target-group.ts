import { isDeepStrictEqual } from "node:util";
import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { defaultAttributes, TARGET_GROUP_ATTRIBUTES } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { DEFAULT_HEALTH_CHECK, HEALTH_CHECK_MEMBERS, readHealthCheck } from "../../health-check-settings.ts";
import type { TargetGroupRecord } from "../../records.ts";
import { toTargetGroup } from "../../shape.ts";
import { newArnId } from "../../state.ts";
import { putTags } from "../../tags.ts";

/** Makes a target group for instances. The same request again gives the same one. */
export const createTargetGroup = (elb: LoadBalancing) =>
  elbOperation<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput>(
    [
      "Name",
      "Protocol",
      "ProtocolVersion",
      "Port",
      "VpcId",
      "TargetType",
      "IpAddressType",
      "Tags",
      ...HEALTH_CHECK_MEMBERS,
    ],
    (input) => {
      const { state, runtime } = elb;
      const { name, port, vpcId } = checkRequest(input);
      const healthCheck = readHealthCheck(input, DEFAULT_HEALTH_CHECK);
      const existing = [...state.targetGroups.values()].find((it) => it.name === name);
      if (existing !== undefined) {
        if (
          existing.port === port &&
          existing.vpcId === vpcId &&
          isDeepStrictEqual(existing.healthCheck, healthCheck)
        ) {
          return { TargetGroups: [toTargetGroup(state, existing)] };
        }
        const message = `A target group with the same name '${name}' exists, but with different settings`;
        throw new AwsError("DuplicateTargetGroupName", message);
      }
      const arn = `arn:aws:elasticloadbalancing:${runtime.region}:${runtime.accountId}:targetgroup/${name}/${newArnId()}`;
      putTags(state, arn, input.Tags);
      const record: TargetGroupRecord = {
        ...{ arn, name, port, vpcId, healthCheck, attributes: defaultAttributes(TARGET_GROUP_ATTRIBUTES) },
      };
      state.targetGroups.put(arn, record);
      return { TargetGroups: [toTargetGroup(state, record)] };
    },
  );

const ONLY: Readonly<Record<string, string>> = {
  Protocol: "HTTP",
  ProtocolVersion: "HTTP1",
  TargetType: "instance",
  IpAddressType: "ipv4",
};

function checkRequest(
  input: CreateTargetGroupCommandInput,
): Pick<TargetGroupRecord, "name" | "port" | "vpcId"> {
  for (const [member, only] of Object.entries(ONLY)) {
    const value = input[member as keyof typeof input] ?? (member === "Protocol" ? undefined : only);
    if (value === only) continue;
    throw new AwsError(
      "ValidationError",
      `Elastic Load Balancing: not emulated: ${member} ${value} (only ${only})`,
    );
  }
  const { Name: name = "", Port: port, VpcId: vpcId } = input;
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    throw new AwsError(
      "ValidationError",
      `a target group name has 1 to 32 letters, digits and hyphens, not: ${name}`,
    );
  }
  if (vpcId === undefined || port === undefined || port < 1 || port > 65_535) {
    throw new AwsError("ValidationError", "a target group needs a VpcId and a Port of 1 to 65535");
  }
  return { name, port, vpcId };
}
