import type { Server } from "node:http";
import { createRequire } from "node:module";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: { createTableMs: number }) => Server;

export interface TestTables {
  readonly dynamo: DynamoDBDocumentClient;
  /** Everything in a table. */
  readonly scan: (table: string) => Promise<readonly Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

/** The tables `runs` and `ledger` in a DynamoDB that checks conditions for real, in memory, on a port of its own. */
export async function startTestTables(): Promise<TestTables> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("dynalite does not listen");
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
  });
  await createTable(client, "runs", [["id", "S", "HASH"]]);
  await createTable(client, "ledger", [
    ["stream", "S", "HASH"],
    ["sequence", "N", "RANGE"],
  ]);
  const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    dynamo,
    scan: async (table) => (await dynamo.send(new ScanCommand({ TableName: table }))).Items ?? [],
    stop: () => {
      client.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

type Key = readonly [name: string, type: "S" | "N", role: "HASH" | "RANGE"];

async function createTable(client: DynamoDBClient, name: string, keys: readonly Key[]): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys.map(([AttributeName, , KeyType]) => ({ AttributeName, KeyType })),
      AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    }),
  );
}
