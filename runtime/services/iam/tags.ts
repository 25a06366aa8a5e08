import type { Tag } from "@aws-sdk/client-iam";
import { iamErrors } from "./errors.ts";

const MOST_TAGS = 50;
type TagMap = Readonly<Record<string, string>>;

/** Checks tags and adds them to a map. */
export function addTags(existing: TagMap, tags: readonly Tag[]): TagMap {
  const all: Record<string, string> = { ...existing };
  for (const { Key: key = "", Value: value = "" } of tags) {
    if (key.length < 1 || key.length > 128)
      throw iamErrors.validation("A tag's key must have 1 to 128 characters.");
    if (/^aws:/i.test(key)) throw iamErrors.invalid("Tag keys beginning with aws: are reserved.");
    if (value.length > 256) throw iamErrors.validation(`The value of tag ${key} has over 256 characters.`);
    all[key] = value;
  }
  if (Object.keys(all).length > MOST_TAGS) throw iamErrors.limit(`At most ${MOST_TAGS} tags are possible.`);
  return all;
}

export function removeTags(existing: TagMap, keys: readonly string[]): TagMap {
  return Object.fromEntries(Object.entries(existing).filter(([key]) => !keys.includes(key)));
}

export function tagList(tags: TagMap): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
