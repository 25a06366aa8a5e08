import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";

const listed = 20;

/**
 * The orders in a DynamoDB table. Region and credentials are the instance's own: the SDK finds the role that
 * repave.yaml gave its permissions.
 */
export const createOrders = (table) => {
  const client = new DynamoDBClient({});
  const documents = DynamoDBDocumentClient.from(client);
  return {
    /** Makes the table unless it is there. */
    prepare: async () => {
      await createTable(client, table);
      await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName: table });
    },
    place: async ({ item, quantity }) => {
      const order = { id: randomUUID(), item, quantity, placedAt: new Date().toISOString() };
      await documents.send(new PutCommand({ TableName: table, Item: order }));
      return order;
    },
    find: async (id) => {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { id } }));
      return Item;
    },
    list: async () => {
      const { Items } = await documents.send(new ScanCommand({ TableName: table, Limit: listed }));
      return Items ?? [];
    },
  };
};

const createTable = async (client, TableName) => {
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
};
