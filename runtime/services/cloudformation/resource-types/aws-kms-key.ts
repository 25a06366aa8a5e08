import { hasChanged } from "./changed.ts";
import { isRefusedWith } from "./idempotency.ts";
import type { Physical, ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly KeyPolicy?: object;
  readonly Description?: string;
  readonly Enabled?: boolean;
  readonly EnableKeyRotation?: boolean;
  readonly PendingWindowInDays?: number;
  readonly Tags?: readonly Tag[];
}

/** Calls to KMS with tags in its own spelling. */
const kmsTags = (tags: readonly Tag[] = []) =>
  tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

/**
 * `AWS::KMS::Key`, symmetric. A crash between the key's creation and its record leaves a key behind that nothing
 * uses: CreateKey has no token to recognise it by.
 */
export const kmsKey: ResourceType<Properties> = {
  properties: {
    KeyPolicy: true,
    Description: true,
    Enabled: true,
    EnableKeyRotation: true,
    PendingWindowInDays: true,
    Tags: true,
  },
  required: [],
  replacement: [],
  attributes: ["Arn", "KeyId"],
  tags: "list",
  async create(properties, context) {
    const { KeyMetadata } = await context.call<{ KeyMetadata: { KeyId: string; Arn: string } }>(
      "kms",
      "CreateKey",
      {
        ...(properties.KeyPolicy && { Policy: JSON.stringify(properties.KeyPolicy) }),
        ...(properties.Description !== undefined && { Description: properties.Description }),
        ...(properties.Tags && { Tags: kmsTags(properties.Tags) }),
      },
    );
    const { KeyId, Arn } = KeyMetadata;
    if (properties.EnableKeyRotation) await context.call("kms", "EnableKeyRotation", { KeyId });
    if (properties.Enabled === false) await context.call("kms", "DisableKey", { KeyId });
    return { physicalId: KeyId, attributes: { Arn, KeyId } };
  },
  async update(change, context) {
    const { properties, physicalId: KeyId } = change;
    const { KeyPolicy, Description = "", EnableKeyRotation, Enabled } = properties;
    if (hasChanged(change, "KeyPolicy") && KeyPolicy)
      await context.call("kms", "PutKeyPolicy", {
        KeyId,
        PolicyName: "default",
        Policy: JSON.stringify(KeyPolicy),
      });
    if (hasChanged(change, "Description"))
      await context.call("kms", "UpdateKeyDescription", { KeyId, Description });
    if (hasChanged(change, "EnableKeyRotation"))
      await context.call("kms", EnableKeyRotation ? "EnableKeyRotation" : "DisableKeyRotation", { KeyId });
    if (hasChanged(change, "Enabled"))
      await context.call("kms", Enabled === false ? "DisableKey" : "EnableKey", { KeyId });
    await updateTags(change, {
      tag: (tags) => context.call("kms", "TagResource", { KeyId, Tags: kmsTags(tags) }),
      untag: (TagKeys) => context.call("kms", "UntagResource", { KeyId, TagKeys }),
    });
    return change;
  },
  async remove(resource, context) {
    await scheduleDeletion(resource, context);
  },
};

/** A key that waits for its deletion already refuses to be scheduled again; that is what was wanted. */
async function scheduleDeletion(
  { physicalId: KeyId, properties }: Physical & { readonly properties: Properties },
  context: ResourceContext,
): Promise<void> {
  const PendingWindowInDays = properties.PendingWindowInDays ?? 30;
  try {
    await context.call("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays });
  } catch (error) {
    const done = ["NotFoundException", "KMSInvalidStateException"];
    if (!isRefusedWith(error, done)) throw error;
  }
}
