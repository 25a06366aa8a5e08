import type { Tag } from "@aws-sdk/client-kms";
import { kmsErrors } from "./errors.ts";

const MOST_TAGS = 50;

/** Checks KMS's `TagKey`/`TagValue` pairs and makes a map of them. */
export function tagsFromList(tags: readonly Tag[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const { TagKey: key = "", TagValue: value = "" } of tags) {
    if (key.length < 1 || key.length > 128)
      throw kmsErrors.invalidTag("A tag's key must have 1 to 128 characters.");
    if (value.length > 256) throw kmsErrors.invalidTag(`The value of tag ${key} has over 256 characters.`);
    if (/^aws:/i.test(key)) throw kmsErrors.invalidTag(`The tag key ${key} has the reserved prefix aws:.`);
    if (key in map) throw kmsErrors.invalidTag(`The tag key ${key} is there twice.`);
    map[key] = value;
  }
  return map;
}

export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MOST_TAGS)
    throw kmsErrors.limitExceeded(`A key has at most ${MOST_TAGS} tags.`);
}
