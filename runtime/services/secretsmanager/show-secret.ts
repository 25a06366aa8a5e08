import type { SecretListEntry, Tag } from "@aws-sdk/client-secrets-manager";
import type { Secret } from "./state.ts";

const DAY_MS = 86_400_000;

/** What DescribeSecret and ListSecrets both show of a secret. The date of the last access is a whole day, as on AWS. */
export function showSecret(secret: Secret): Omit<SecretListEntry, "SecretVersionsToStages"> {
  const { arn, name, description, keyId, accessedMs, deletion } = secret;
  return {
    ARN: arn,
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    ...(keyId === undefined ? {} : { KmsKeyId: keyId }),
    LastChangedDate: new Date(secret.changedMs),
    ...(accessedMs === undefined ? {} : { LastAccessedDate: wholeDay(accessedMs) }),
    ...(deletion === undefined ? {} : { DeletedDate: new Date(deletion.requestedMs) }),
    ...(Object.keys(secret.tags).length === 0 ? {} : { Tags: showTags(secret.tags) }),
    CreatedDate: new Date(secret.createdMs),
  };
}

/** The stages of the versions that have any; undefined when there are none. */
export function stagesByVersion({ versions }: Secret): Record<string, string[]> | undefined {
  const staged = versions.filter(({ stages }) => stages.length > 0);
  if (staged.length === 0) return undefined;
  return Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]]));
}

export function wholeDay(timeMs: number): Date {
  return new Date(Math.floor(timeMs / DAY_MS) * DAY_MS);
}

function showTags(tags: Secret["tags"]): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
