import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { Caller } from "../../kernel/caller.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Ec2State } from "./state.ts";

const MOST_TAGS = 50;

export function toTagList(tags: Readonly<Record<string, string>> | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** The tags that a request gives to the resources of one type. */
export function specifiedTags(
  specifications: readonly TagSpecification[] | undefined,
  resourceType: string,
): Readonly<Record<string, string>> {
  const lists = (specifications ?? [])
    .filter((it) => it.ResourceType === resourceType)
    .map((it) => it.Tags ?? []);
  return toTagRecord(lists.flat());
}

export function toTagRecord(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
}

/** Adds or replaces tags of one resource. Keys that start with `aws:` are for AWS services only. */
export function putTags(
  state: Ec2State,
  options: Readonly<{ resourceId: string; tags: Readonly<Record<string, string>>; caller: Caller }>,
): void {
  const { resourceId, tags, caller } = options;
  checkTags(tags, caller);
  const merged = { ...state.tags.get(resourceId), ...tags };
  const own = Object.keys(merged).filter((key) => !key.startsWith("aws:"));
  if (own.length > MOST_TAGS)
    throw new AwsError("TagLimitExceeded", `more than ${MOST_TAGS} tags for ${resourceId}`);
  if (Object.keys(merged).length > 0) state.tags.put(resourceId, merged);
}

/** Refuses keys and values that EC2 would not take. */
export function checkTags(tags: Readonly<Record<string, string>>, caller: Caller): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key.startsWith("aws:") && caller.service === undefined) {
      throw new AwsError(
        "InvalidParameterValue",
        `Tag keys starting with 'aws:' are reserved for internal use: ${key}`,
      );
    }
    if (key.length === 0 || key.length > 127 || value.length > 255) {
      throw new AwsError(
        "InvalidParameterValue",
        `a tag has a key of 1 to 127 and a value of up to 255 characters: ${key}`,
      );
    }
  }
}
