import { hasChanged, present } from "./changed.ts";
import { createOnce, isRefusedWith, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly TableName?: string;
  readonly BillingMode?: string;
  readonly AttributeDefinitions?: readonly object[];
  readonly KeySchema: readonly object[];
  readonly ProvisionedThroughput?: object;
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSESpecification?: {
    readonly SSEEnabled: boolean;
    readonly SSEType?: string;
    readonly KMSMasterKeyId?: string;
  };
  readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled: boolean };
  readonly Tags?: readonly Tag[];
}

interface TableDescription {
  readonly Table: { readonly TableStatus: string; readonly TableArn: string };
}

/** `AWS::DynamoDB::Table` without indexes and streams. */
export const dynamodbTable: ResourceType<Properties> = {
  properties: {
    TableName: true,
    BillingMode: true,
    AttributeDefinitions: true,
    KeySchema: true,
    ProvisionedThroughput: true,
    DeletionProtectionEnabled: true,
    SSESpecification: { SSEEnabled: true, SSEType: true, KMSMasterKeyId: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    Tags: true,
  },
  required: ["KeySchema"],
  replacement: ["TableName", "KeySchema", "AttributeDefinitions"],
  attributes: ["Arn"],
  tags: "list",
  async create(properties, context) {
    const TableName = properties.TableName ?? context.generatedName(255);
    await createOnce(context, ["ResourceInUseException"], () =>
      context.call("dynamodb", "CreateTable", createInput(TableName, properties)),
    );
    const Arn = await waitUntilActive(TableName, context);
    if (properties.PointInTimeRecoverySpecification) await setRecovery(TableName, properties, context);
    return { physicalId: TableName, attributes: { Arn } };
  },
  async update(change, context) {
    const { properties, physicalId: TableName } = change;
    const { BillingMode, ProvisionedThroughput, DeletionProtectionEnabled, SSESpecification } = properties;
    if (
      hasChanged(
        change,
        "BillingMode",
        "ProvisionedThroughput",
        "DeletionProtectionEnabled",
        "SSESpecification",
      )
    ) {
      const settings = { BillingMode, ProvisionedThroughput, SSESpecification: encryption(SSESpecification) };
      const protection = { DeletionProtectionEnabled: DeletionProtectionEnabled ?? false };
      await context.call("dynamodb", "UpdateTable", { TableName, ...present(settings), ...protection });
      await waitUntilActive(TableName, context);
    }
    if (hasChanged(change, "PointInTimeRecoverySpecification"))
      await setRecovery(TableName, properties, context);
    const ResourceArn = change.attributes.Arn;
    await updateTags(change, {
      tag: (Tags) => context.call("dynamodb", "TagResource", { ResourceArn, Tags }),
      untag: (TagKeys) => context.call("dynamodb", "UntagResource", { ResourceArn, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId: TableName }, context) {
    const gone = ["ResourceNotFoundException"];
    await removeIfPresent(gone, () => context.call("dynamodb", "DeleteTable", { TableName }));
    await context.waitUntil(() => isGone(TableName, context), `table ${TableName} to be gone`);
  },
};

function createInput(TableName: string, properties: Properties): object {
  const { TableName: _, PointInTimeRecoverySpecification, SSESpecification, ...rest } = properties;
  return { TableName, ...rest, ...present({ SSESpecification: encryption(SSESpecification) }) };
}

/** The API knows the property `SSEEnabled` of the template as `Enabled`. */
function encryption(specification: Properties["SSESpecification"]): object | undefined {
  if (specification === undefined) return undefined;
  const { SSEEnabled, ...rest } = specification;
  return { Enabled: SSEEnabled, ...rest };
}

async function waitUntilActive(TableName: string, context: ResourceContext): Promise<string> {
  let arn = "";
  await context.waitUntil(async () => {
    const { Table } = await context.call<TableDescription>("dynamodb", "DescribeTable", { TableName });
    arn = Table.TableArn;
    return Table.TableStatus === "ACTIVE";
  }, `table ${TableName} to be active`);
  return arn;
}

async function isGone(TableName: string, context: ResourceContext): Promise<boolean> {
  try {
    await context.call("dynamodb", "DescribeTable", { TableName });
    return false;
  } catch (error) {
    if (isRefusedWith(error, ["ResourceNotFoundException"])) return true;
    throw error;
  }
}

async function setRecovery(
  TableName: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const enabled = properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: enabled };
  await context.call("dynamodb", "UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification });
}
