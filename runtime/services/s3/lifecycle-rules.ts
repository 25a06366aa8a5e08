import { randomUUID } from "node:crypto";
import type { LifecycleRule, LifecycleRuleFilter } from "@aws-sdk/client-s3";
import { refuseMembers } from "../../protocol/refuse-members.ts";
import type { LifecycleRuleState } from "./bucket-state.ts";
import { s3Errors } from "./errors.ts";
import { checkedTags, tagSet } from "./tags.ts";

/** Reads a rule. Transitions to other storage classes are refused: nothing would move. */
export function readLifecycleRule(rule: LifecycleRule): LifecycleRuleState {
  refuseMembers(rule, ["Transitions", "NoncurrentVersionTransitions"], {
    code: "NotImplemented",
    status: 501,
  });
  const { Expiration, NoncurrentVersionExpiration: noncurrent, AbortIncompleteMultipartUpload: abort } = rule;
  if (!Expiration && !noncurrent && !abort) {
    throw s3Errors.invalidRequest("At least one action needs to be specified in a rule.");
  }
  checkDays(Expiration?.Days, noncurrent?.NoncurrentDays, abort?.DaysAfterInitiation);
  return {
    id: rule.ID ?? randomUUID(),
    enabled: rule.Status === "Enabled",
    ...readScope(rule),
    ...compact({
      expireAfterDays: Expiration?.Days,
      expireAtMs: Expiration?.Date?.getTime(),
      expireDeleteMarkers: Expiration?.ExpiredObjectDeleteMarker,
      noncurrentAfterDays: noncurrent?.NoncurrentDays,
      noncurrentKept: noncurrent?.NewerNoncurrentVersions,
      abortUploadsAfterDays: abort?.DaysAfterInitiation,
    }),
  };
}

/** A rule as it was sent. */
export function showLifecycleRule(rule: LifecycleRuleState): LifecycleRule {
  const expiration = compact({
    Days: rule.expireAfterDays,
    Date: rule.expireAtMs === undefined ? undefined : new Date(rule.expireAtMs),
    ExpiredObjectDeleteMarker: rule.expireDeleteMarkers,
  });
  const noncurrent = compact({
    NoncurrentDays: rule.noncurrentAfterDays,
    NewerNoncurrentVersions: rule.noncurrentKept,
  });
  return {
    ID: rule.id,
    Status: rule.enabled ? "Enabled" : "Disabled",
    ...(rule.prefixIn === "rule" ? { Prefix: rule.prefix ?? "" } : { Filter: showFilter(rule) }),
    ...(Object.keys(expiration).length === 0 ? {} : { Expiration: expiration }),
    ...(Object.keys(noncurrent).length === 0 ? {} : { NoncurrentVersionExpiration: noncurrent }),
    ...(rule.abortUploadsAfterDays === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadsAfterDays } }),
  };
}

function readScope({ Prefix, Filter }: LifecycleRule) {
  if (Filter === undefined) return { prefixIn: "rule" as const, ...compact({ prefix: Prefix }) };
  const { And } = Filter;
  const scope = And ?? Filter;
  const tags = And?.Tags ?? (Filter.Tag ? [Filter.Tag] : []);
  return {
    prefixIn: And ? ("and" as const) : ("filter" as const),
    ...compact({
      prefix: scope.Prefix,
      tags: tags.length > 0 ? checkedTags(tags, 10) : undefined,
      largerThanBytes: scope.ObjectSizeGreaterThan,
      smallerThanBytes: scope.ObjectSizeLessThan,
    }),
  };
}

function showFilter(rule: LifecycleRuleState): LifecycleRuleFilter {
  const tags = rule.tags === undefined ? undefined : tagSet(rule.tags);
  const sizes = { ObjectSizeGreaterThan: rule.largerThanBytes, ObjectSizeLessThan: rule.smallerThanBytes };
  if (rule.prefixIn === "and") return { And: compact({ Prefix: rule.prefix, Tags: tags, ...sizes }) };
  return compact({ Prefix: rule.prefix, Tag: tags?.[0], ...sizes });
}

function checkDays(...days: (number | undefined)[]): void {
  if (days.some((count) => count !== undefined && count < 1)) {
    throw s3Errors.invalidArgument("'Days' in a lifecycle rule must be a positive integer");
  }
}

type Compact<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function compact<Fields extends object>(fields: Fields): Compact<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Compact<Fields>;
}
