import type { Tag } from "@aws-sdk/client-s3";
import { s3Errors } from "./errors.ts";

/** Checks a tag set (10 tags for an object, 50 for a bucket) and makes a map of it. */
export function checkedTags(tags: readonly Tag[], most: number): Record<string, string> {
  if (tags.length > most)
    throw s3Errors.invalidTag(`At most ${most} tags are possible, there are ${tags.length}.`);
  const map: Record<string, string> = {};
  for (const { Key: key = "", Value: value = "" } of tags) {
    if (key.length < 1 || key.length > 128 || /^aws:/i.test(key)) {
      throw s3Errors.invalidTag("The TagKey you have provided is invalid");
    }
    if (value.length > 256) throw s3Errors.invalidTag("The TagValue you have provided is invalid");
    if (key in map) throw s3Errors.invalidTag("Cannot provide multiple Tags with the same key");
    map[key] = value;
  }
  return map;
}

export function tagSet(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
