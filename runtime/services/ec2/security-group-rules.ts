import { isDeepStrictEqual } from "node:util";
import type { IpPermission } from "@aws-sdk/client-ec2";
import { AwsError } from "../../protocol/aws-error.ts";
import { findSecurityGroup } from "./lookup.ts";
import type { Ec2State } from "./state.ts";

interface RuleRequest {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

/** Adds rules to a group or takes them away; a rule that is there twice, or not at all, is an error as on EC2. */
export function changeRules(
  state: Ec2State,
  change: Readonly<{ input: RuleRequest; direction: "ingress" | "egress"; action: "authorize" | "revoke" }>,
): void {
  const group = findSecurityGroup(state, change.input);
  const before = splitSources(group[change.direction]);
  const named = splitSources(readRules(change.input));
  const isThere = (rule: IpPermission) => before.some((it) => isDeepStrictEqual(it, rule));
  const authorize = change.action === "authorize";
  const wrong = named.find((rule) => isThere(rule) === authorize);
  if (wrong !== undefined) {
    const code = authorize ? "InvalidPermission.Duplicate" : "InvalidPermission.NotFound";
    const state_ = authorize ? "already exists" : "does not exist";
    throw new AwsError(code, `the specified rule ${state_}: ${JSON.stringify(wrong)}`);
  }
  const without = before.filter((rule) => !named.some((it) => isDeepStrictEqual(it, rule)));
  const after = authorize ? [...before, ...named] : without;
  state.securityGroups.put(group.groupId, { ...group, [change.direction]: after });
}

function readRules(input: RuleRequest): readonly IpPermission[] {
  if (input.IpPermissions !== undefined && input.IpPermissions.length > 0) return input.IpPermissions;
  if (input.IpProtocol === undefined || input.CidrIp === undefined) {
    throw new AwsError("MissingParameter", "give IpPermissions, or IpProtocol with CidrIp and ports");
  }
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
}

/** One rule a source, so that two lists can be compared; members that say nothing are left out. */
function splitSources(rules: readonly IpPermission[]): readonly IpPermission[] {
  return rules.flatMap(({ IpProtocol, FromPort, ToPort, ...sources }) => {
    const ports = {
      ...(FromPort === undefined ? {} : { FromPort }),
      ...(ToPort === undefined ? {} : { ToPort }),
    };
    const base = { IpProtocol, ...ports };
    return [
      ...(sources.IpRanges ?? []).map((it) => ({ ...base, IpRanges: [it] })),
      ...(sources.Ipv6Ranges ?? []).map((it) => ({ ...base, Ipv6Ranges: [it] })),
      ...(sources.PrefixListIds ?? []).map((it) => ({ ...base, PrefixListIds: [it] })),
      ...(sources.UserIdGroupPairs ?? []).map((it) => ({ ...base, UserIdGroupPairs: [it] })),
    ];
  });
}
