import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../protocol/aws-error.ts";

type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** Tags as they are kept, by key; refuses those that no resource can have. */
export function checkTags(tags: readonly Tag[] | undefined, existing: Tags = {}): Tags {
  for (const [at, { key = "", value = "" }] of (tags ?? []).entries()) {
    if (key.length < 1 || key.length > LONGEST_KEY)
      refuse(`tags.${at + 1}.member.key`, `1 to ${LONGEST_KEY}`);
    if (value.length > LONGEST_VALUE) refuse(`tags.${at + 1}.member.value`, `0 to ${LONGEST_VALUE}`);
  }
  const given = (tags ?? []).map(({ key = "", value = "" }) => [key, value]);
  const all: Tags = { ...existing, ...Object.fromEntries(given) };
  if (Object.keys(all).length <= MOST_TAGS) return all;
  throw new AwsError("TooManyTags", `A resource has at most ${MOST_TAGS} tags`);
}

function refuse(member: string, lengths: string): never {
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have a length of ${lengths}`;
  throw new AwsError("ValidationException", message);
}
