import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../protocol/aws-error.ts";
import type { LoadBalancingState } from "./state.ts";

const MOST_TAGS = 50;

/** Adds or replaces tags of one resource. */
export function putTags(state: LoadBalancingState, arn: string, tags: readonly Tag[] | undefined): void {
  if (tags === undefined || tags.length === 0) return;
  const added = Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  const reserved = Object.keys(added).find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved !== undefined)
    throw new AwsError("ValidationError", `tags that start with aws: are reserved: ${reserved}`);
  const merged = { ...state.tags.get(arn), ...added };
  if (Object.keys(merged).length > MOST_TAGS)
    throw new AwsError("TooManyTags", `more than ${MOST_TAGS} tags for ${arn}`);
  state.tags.put(arn, merged);
}

export function toTagList(tags: Readonly<Record<string, string>> | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** Refuses an ARN that no resource has. */
export function expectTaggable(state: LoadBalancingState, arn: string): void {
  const [kind, code] = kindOf(state, arn);
  if (!kind.has(arn)) throw new AwsError(code, `One or more resources not found: ${arn}`);
}

function kindOf(state: LoadBalancingState, arn: string): readonly [{ has(arn: string): boolean }, string] {
  const type = arn.split(":")[5]?.split("/")[0];
  if (type === "targetgroup") return [state.targetGroups, "TargetGroupNotFound"];
  if (type === "listener") return [state.listeners, "ListenerNotFound"];
  if (type === "listener-rule") return [state.rules, "RuleNotFound"];
  return [state.loadBalancers, "LoadBalancerNotFound"];
}
