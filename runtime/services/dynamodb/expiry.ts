import type { AttributeValue, DescribeTableOutput, ScanOutput } from "@aws-sdk/client-dynamodb";
import { type Dynamo, runInEngine } from "./dynamo.ts";
import type { TableSettings } from "./table-settings.ts";

type Item = Record<string, AttributeValue>;

/** Deletes the items whose time-to-live attribute has passed, in every table that has one. */
export async function deleteExpiredItems(dynamo: Dynamo): Promise<void> {
  for (const settings of [...dynamo.tables.values()]) {
    if (settings.timeToLiveAttribute !== undefined) await deleteExpiredOf(dynamo, settings);
  }
}

async function deleteExpiredOf(dynamo: Dynamo, { name, timeToLiveAttribute }: TableSettings): Promise<void> {
  const { Table } = await runInEngine<DescribeTableOutput>(dynamo, "DescribeTable", { TableName: name });
  const keyNames = (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName ?? "");
  const condition = {
    ExpressionAttributeNames: { "#expires": timeToLiveAttribute },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(dynamo.runtime.clock.now() / 1000)) } },
  };
  let ExclusiveStartKey: Item | undefined;
  do {
    const scan = { TableName: name, FilterExpression: "#expires < :now", ...condition };
    const start = ExclusiveStartKey && { ExclusiveStartKey };
    const page: ScanOutput = await runInEngine(dynamo, "Scan", { ...scan, ...start });
    for (const item of page.Items ?? []) {
      const Key = Object.fromEntries(keyNames.map((key) => [key, item[key]]));
      // The condition again: the item may have been given a longer life since the scan.
      const deletion = { TableName: name, Key, ConditionExpression: "#expires < :now", ...condition };
      await runInEngine(dynamo, "DeleteItem", deletion).catch((error) => {
        if (error.name !== "ConditionalCheckFailedException") throw error;
      });
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
