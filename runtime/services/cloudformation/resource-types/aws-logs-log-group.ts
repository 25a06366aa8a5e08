import { hasChanged } from "./changed.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, tagMap, updateTags } from "./tags.ts";

interface Properties {
  readonly LogGroupName?: string;
  readonly RetentionInDays?: number;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly Tag[];
}

/** `AWS::Logs::LogGroup`. */
export const logsLogGroup: ResourceType<Properties> = {
  properties: { LogGroupName: true, RetentionInDays: true, KmsKeyId: true, Tags: true },
  required: [],
  replacement: ["LogGroupName"],
  attributes: ["Arn"],
  tags: "list",
  async create(properties, context) {
    const logGroupName = properties.LogGroupName ?? context.generatedName(512);
    const { KmsKeyId, RetentionInDays, Tags } = properties;
    const input = {
      logGroupName,
      ...(KmsKeyId && { kmsKeyId: KmsKeyId }),
      ...(Tags && { tags: tagMap(Tags) }),
    };
    await createOnce(context, ["ResourceAlreadyExistsException"], () =>
      context.call("logs", "CreateLogGroup", input),
    );
    if (RetentionInDays !== undefined) await putRetention(logGroupName, RetentionInDays, context);
    return { physicalId: logGroupName, attributes: { Arn: `${arnOf(logGroupName, context)}:*` } };
  },
  async update(change, context) {
    const { properties, physicalId: logGroupName } = change;
    if (hasChanged(change, "RetentionInDays"))
      await putRetention(logGroupName, properties.RetentionInDays, context);
    if (hasChanged(change, "KmsKeyId")) await associateKey(logGroupName, properties.KmsKeyId, context);
    const resourceArn = arnOf(logGroupName, context);
    await updateTags(change, {
      tag: (tags) => context.call("logs", "TagResource", { resourceArn, tags: tagMap(tags) }),
      untag: (tagKeys) => context.call("logs", "UntagResource", { resourceArn, tagKeys }),
    });
    return change;
  },
  async remove({ physicalId: logGroupName }, context) {
    const gone = ["ResourceNotFoundException"];
    await removeIfPresent(gone, () => context.call("logs", "DeleteLogGroup", { logGroupName }));
  },
};

function arnOf(logGroupName: string, { region, accountId }: ResourceContext): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
}

async function putRetention(
  logGroupName: string,
  days: number | undefined,
  context: ResourceContext,
): Promise<void> {
  if (days === undefined) await context.call("logs", "DeleteRetentionPolicy", { logGroupName });
  else await context.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: Number(days) });
}

async function associateKey(
  logGroupName: string,
  kmsKeyId: string | undefined,
  context: ResourceContext,
): Promise<void> {
  if (kmsKeyId === undefined) await context.call("logs", "DisassociateKmsKey", { logGroupName });
  else await context.call("logs", "AssociateKmsKey", { logGroupName, kmsKeyId });
}
