import { hasChanged } from "./changed.ts";
import type { Change } from "./resource-type.ts";

/** A tag as CloudFormation and most services write it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags as a map, the other way that services write them. */
export function tagMap(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

/** How a service changes the tags of a resource that exists. */
export interface TagCalls {
  tag(tags: readonly Tag[]): Promise<unknown>;
  untag(keys: readonly string[]): Promise<unknown>;
}

/** Brings a resource's tags from what they were to what they are now, with no call when nothing changed. */
export async function updateTags(
  change: Change<{ readonly Tags?: readonly Tag[] }>,
  calls: TagCalls,
): Promise<void> {
  if (!hasChanged(change, "Tags")) return;
  const { Tags: now = [] } = change.properties;
  const keys = new Set(now.map(({ Key }) => Key));
  const gone = (change.previous.Tags ?? []).map(({ Key }) => Key).filter((key) => !keys.has(key));
  if (gone.length > 0) await calls.untag(gone);
  if (now.length > 0) await calls.tag(now);
}
