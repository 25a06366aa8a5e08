import { existsSync } from "node:fs";
import * as sdk from "@aws-sdk/client-dynamodb";
import type { ServiceFactory } from "../../kernel/service.ts";
import type { Dynamo } from "./dynamo.ts";
import { createEngine, engineFolder } from "./engine.ts";
import { deleteExpiredItems } from "./expiry.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/continuous-backups.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { describeTable } from "./operations/describe-table.ts";
import { ITEM_OPERATIONS, itemOperation } from "./operations/item-operations.ts";
import { listTables } from "./operations/list-tables.ts";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./operations/time-to-live.ts";
import { updateTable } from "./operations/update-table.ts";
import { newTableSettings } from "./table-settings.ts";

const EXPIRY_INTERVAL_MS = 600_000;

/** A process killed between the two stores leaves a table known to one only: dynalite's word counts. */
async function reconcile(dynamo: Dynamo): Promise<void> {
  if (!existsSync(engineFolder(dynamo.runtime))) return;
  const existing = new Set(await dynamo.engine.tables());
  for (const { name } of [...dynamo.tables.values()]) if (!existing.has(name)) dynamo.tables.delete(name);
  for (const name of existing) if (!dynamo.tables.has(name)) dynamo.tables.put(name, newTableSettings(name));
}

/** Amazon DynamoDB: dynalite on LevelDB files, and beside it what dynalite lacks. Transactions are not supported. */
export const createDynamodb: ServiceFactory = (runtime) => {
  const dynamo: Dynamo = {
    runtime,
    engine: createEngine(runtime),
    tables: runtime.store.collection("dynamodb.tables"),
  };
  let cancelExpiry = () => {};
  const expireRegularly = () => {
    cancelExpiry = runtime.clock.after(EXPIRY_INTERVAL_MS, () => {
      deleteExpiredItems(dynamo)
        .catch((error) => runtime.log.error("expired items could not be deleted", { error }))
        .finally(expireRegularly);
    });
  };
  return {
    signingName: "dynamodb",
    protocol: "awsJson1.0",
    sdk,
    operations: {
      ...Object.fromEntries(ITEM_OPERATIONS.map((name) => [name, itemOperation(dynamo, name)])),
      CreateTable: createTable(dynamo),
      DeleteTable: deleteTable(dynamo),
      DescribeContinuousBackups: describeContinuousBackups(dynamo),
      DescribeTable: describeTable(dynamo),
      DescribeTimeToLive: describeTimeToLive(dynamo),
      ListTables: listTables(dynamo),
      ListTagsOfResource: listTagsOfResource(dynamo),
      TagResource: tagResource(dynamo),
      UntagResource: untagResource(dynamo),
      UpdateContinuousBackups: updateContinuousBackups(dynamo),
      UpdateTable: updateTable(dynamo),
      UpdateTimeToLive: updateTimeToLive(dynamo),
    },
    async start() {
      await reconcile(dynamo);
      expireRegularly();
    },
    async stop() {
      cancelExpiry();
      await dynamo.engine.close();
    },
  };
};
