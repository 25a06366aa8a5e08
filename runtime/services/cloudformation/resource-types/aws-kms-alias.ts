import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceType } from "./resource-type.ts";

interface Properties {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

/** `AWS::KMS::Alias`. */
export const kmsAlias: ResourceType<Properties> = {
  properties: { AliasName: true, TargetKeyId: true },
  required: ["AliasName", "TargetKeyId"],
  replacement: ["AliasName"],
  attributes: [],
  async create({ AliasName, TargetKeyId }, context) {
    await createOnce(context, ["AlreadyExistsException"], () =>
      context.call("kms", "CreateAlias", { AliasName, TargetKeyId }),
    );
    if (context.resumed) await context.call("kms", "UpdateAlias", { AliasName, TargetKeyId });
    return { physicalId: AliasName, attributes: {} };
  },
  async update(change, context) {
    const { AliasName, TargetKeyId } = change.properties;
    await context.call("kms", "UpdateAlias", { AliasName, TargetKeyId });
    return change;
  },
  async remove({ physicalId: AliasName }, context) {
    await removeIfPresent(["NotFoundException"], () => context.call("kms", "DeleteAlias", { AliasName }));
  },
};
