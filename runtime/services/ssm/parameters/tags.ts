import type { Tag } from "@aws-sdk/client-ssm";
import { parameterErrors } from "./errors.ts";

const MOST_TAGS = 50;

/** Checks tags and adds them to a map. */
export function addTags(
  existing: Readonly<Record<string, string>>,
  tags: readonly Tag[],
): Readonly<Record<string, string>> {
  const all = { ...existing };
  for (const { Key: key = "", Value: value = "" } of tags) {
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)) {
      throw parameterErrors.validation(`'${key}' is no tag key.`);
    }
    if (value.length > 256)
      throw parameterErrors.validation(`The value of tag ${key} has over 256 characters.`);
    all[key] = value;
  }
  if (Object.keys(all).length > MOST_TAGS) throw parameterErrors.tooManyTags();
  return all;
}
