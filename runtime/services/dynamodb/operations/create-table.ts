import type { CreateTableInput, CreateTableOutput, SSESpecification, Tag } from "@aws-sdk/client-dynamodb";
import type { Caller } from "../../../kernel/caller.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { type Dynamo, runInEngine, tableName } from "../dynamo.ts";
import { newTableSettings, withSettings } from "../table-settings.ts";

const NOT_EMULATED = [
  "OnDemandThroughput",
  "WarmThroughput",
  "ResourcePolicy",
  "GlobalTableSettingsReplicationMode",
];

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 * DIVERGES: SSESpecification is checked, kept and shown, but the items on disk are not encrypted under the key.
 */
export function createTable(dynamo: Dynamo): Operation<CreateTableInput, CreateTableOutput> {
  return async (input, { caller }) => {
    const { SSESpecification, Tags, DeletionProtectionEnabled, TableClass, StreamSpecification, ...rest } =
      input;
    refuseMembers(input, NOT_EMULATED, { code: "ValidationException" });
    if (TableClass !== undefined && TableClass !== "STANDARD") throw notEmulated(`TableClass ${TableClass}`);
    if (StreamSpecification?.StreamEnabled) throw notEmulated("StreamSpecification");
    const name = tableName(input.TableName);
    const kmsKeyArn = await readKey(dynamo, SSESpecification, caller);
    const output = await runInEngine<CreateTableOutput>(dynamo, "CreateTable", { ...rest, TableName: name });
    const settings = {
      ...newTableSettings(name),
      tags: toRecord(Tags),
      kmsKeyArn,
      deletionProtection: DeletionProtectionEnabled ?? false,
    };
    dynamo.tables.put(name, settings);
    return { TableDescription: withSettings(output.TableDescription ?? {}, settings) };
  };
}

function notEmulated(what: string): AwsError {
  return new AwsError("ValidationException", `${what} is not emulated.`);
}

/** The key's ARN, after asking KMS that it exists; undefined for AWS owned keys. */
export async function readKey(
  { runtime }: Dynamo,
  specification: SSESpecification | undefined,
  caller: Caller,
): Promise<string | undefined> {
  if (!specification?.Enabled) return undefined;
  if (specification.SSEType !== undefined && specification.SSEType !== "KMS") {
    throw notEmulated(`SSESpecification.SSEType ${specification.SSEType}`);
  }
  const KeyId = specification.KMSMasterKeyId ?? "alias/aws/dynamodb";
  if (specification.KMSMasterKeyId === undefined) return KeyId;
  const { KeyMetadata } = await runtime.aws.call("kms", "DescribeKey", { KeyId }, caller);
  return KeyMetadata.Arn;
}

/** Tags as the wire has them, by key. */
export function toRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
