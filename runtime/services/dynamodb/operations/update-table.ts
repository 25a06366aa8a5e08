import type { UpdateTableInput, UpdateTableOutput } from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { type Dynamo, findSettings, runInEngine } from "../dynamo.ts";
import { withSettings } from "../table-settings.ts";
import { readKey } from "./create-table.ts";

const NOT_EMULATED = [
  "ReplicaUpdates",
  "OnDemandThroughput",
  "WarmThroughput",
  "MultiRegionConsistency",
  "GlobalTableWitnessUpdates",
  "GlobalTableSettingsReplicationMode",
];
const ENGINE_MEMBERS = ["BillingMode", "ProvisionedThroughput", "GlobalSecondaryIndexUpdates"] as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export function updateTable(dynamo: Dynamo): Operation<UpdateTableInput, UpdateTableOutput> {
  return async (input, { caller }) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationException" });
    if (input.StreamSpecification?.StreamEnabled || (input.TableClass ?? "STANDARD") !== "STANDARD") {
      throw new AwsError("ValidationException", "StreamSpecification and TableClass are not emulated.");
    }
    const before = findSettings(dynamo, input.TableName);
    const settings = {
      ...before,
      deletionProtection: input.DeletionProtectionEnabled ?? before.deletionProtection,
      kmsKeyArn: input.SSESpecification
        ? await readKey(dynamo, input.SSESpecification, caller)
        : before.kmsKeyArn,
    };
    const table = await updateEngine(dynamo, { ...input, TableName: before.name });
    dynamo.tables.put(before.name, settings);
    return { TableDescription: withSettings(table ?? {}, settings) };
  };
}

async function updateEngine(
  dynamo: Dynamo,
  input: UpdateTableInput,
): Promise<UpdateTableOutput["TableDescription"]> {
  const { TableName, AttributeDefinitions } = input;
  const asked = ENGINE_MEMBERS.filter((name) => input[name] !== undefined);
  if (asked.length === 0) {
    const { Table } = await runInEngine<{ Table: object }>(dynamo, "DescribeTable", { TableName });
    return Table;
  }
  const change = Object.fromEntries(asked.map((name) => [name, input[name]]));
  const definitions = AttributeDefinitions && { AttributeDefinitions };
  const output = await runInEngine<UpdateTableOutput>(dynamo, "UpdateTable", {
    TableName,
    ...definitions,
    ...change,
  });
  return output.TableDescription;
}
