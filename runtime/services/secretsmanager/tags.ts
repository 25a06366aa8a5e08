import type { Tag } from "@aws-sdk/client-secrets-manager";
import { secretErrors } from "./errors.ts";
import type { Secret } from "./state.ts";

const MOST_TAGS = 50;

/** Checks tags and adds them to those that are there. */
export function addTags(existing: Secret["tags"], tags: readonly Tag[] | undefined): Secret["tags"] {
  const all = { ...existing };
  for (const { Key = "", Value = "" } of tags ?? []) {
    if (Key.length < 1 || Key.length > 128 || /^aws:/i.test(Key))
      throw secretErrors.invalidParameter(`The tag key '${Key}' isn't valid.`);
    if (Value.length > 256)
      throw secretErrors.invalidParameter(`The value of the tag '${Key}' has more than 256 characters.`);
    all[Key] = Value;
  }
  if (Object.keys(all).length > MOST_TAGS)
    throw secretErrors.invalidParameter(`A secret has at most ${MOST_TAGS} tags.`);
  return all;
}
