import type { Tag } from "@aws-sdk/client-sfn";

/** Tags as they are kept: by key. */
export function toTags(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ key, value }) => [key ?? "", value ?? ""]));
}
