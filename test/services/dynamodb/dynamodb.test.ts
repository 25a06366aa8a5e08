import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Clock, systemClock } from "../../../runtime/kernel/clock.ts";
import { createDynamodb } from "../../../runtime/services/dynamodb/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let sweep = () => {};
const clock: Clock = {
  ...systemClock,
  after(delayMs, callback) {
    if (delayMs === 600_000) sweep = callback;
    return systemClock.after(delayMs, callback);
  },
  at: systemClock.at,
};
let aws: TestRuntime;
let db: DynamoDBClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createDynamodb], clock });
  db = new DynamoDBClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function makeTable(TableName: string, more: object = {}): Promise<void> {
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "stream", AttributeType: "S" },
        { AttributeName: "sequence", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "stream", KeyType: "HASH" },
        { AttributeName: "sequence", KeyType: "RANGE" },
      ],
      ...more,
    }),
  );
  await vi.waitFor(async () => {
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableStatus).toBe("ACTIVE");
  });
}

const record = (sequence: number) => ({ stream: { S: "web#dev" }, sequence: { N: String(sequence) } });

describe("DynamoDB", () => {
  it("keeps one conditional put a record, queries in order, and returns binary values as bytes", async () => {
    await makeTable("ledger");
    const put = (sequence: number) =>
      db.send(
        new PutItemCommand({
          TableName: "ledger",
          Item: { ...record(sequence), bytes: { B: Buffer.from([1, 2, 250]) } },
          ConditionExpression: "attribute_not_exists(#s)",
          ExpressionAttributeNames: { "#s": "sequence" },
        }),
      );
    await put(2);
    await put(1);
    await expect(put(1)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    const { Items } = await db.send(
      new QueryCommand({
        TableName: "ledger",
        KeyConditionExpression: "#k = :k",
        ExpressionAttributeNames: { "#k": "stream" },
        ExpressionAttributeValues: { ":k": { S: "web#dev" } },
      }),
    );
    expect(Items?.map(({ sequence }) => sequence?.N)).toEqual(["1", "2"]);
    expect(Items?.[0]?.bytes?.B).toEqual(Uint8Array.from([1, 2, 250]));
  });

  it("updates items by expression", async () => {
    await makeTable("updated");
    const { Attributes } = await db.send(
      new UpdateItemCommand({
        TableName: "updated",
        Key: record(1),
        UpdateExpression: "SET #n = if_not_exists(#n, :zero) + :one",
        ExpressionAttributeNames: { "#n": "count" },
        ExpressionAttributeValues: { ":zero": { N: "0" }, ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
    );
    expect(Attributes?.count).toEqual({ N: "1" });
  });

  it("keeps tags, key, protection and recovery settings beside the table", async () => {
    const { KeyMetadata } = await new KMSClient(aws.clientConfig).send(new CreateKeyCommand({}));
    await makeTable("settled", {
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: KeyMetadata?.KeyId },
      Tags: [{ Key: "team", Value: "web" }],
      DeletionProtectionEnabled: true,
    });
    const { Table } = await db.send(new DescribeTableCommand({ TableName: "settled" }));
    expect(Table).toMatchObject({
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: KeyMetadata?.Arn },
    });
    expect(Table?.CreationDateTime).toBeInstanceOf(Date);
    const { Tags } = await db.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    expect(Tags).toEqual([{ Key: "team", Value: "web" }]);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await db.send(
      new UpdateContinuousBackupsCommand({ TableName: "settled", PointInTimeRecoverySpecification }),
    );
    const backups = await db.send(new DescribeContinuousBackupsCommand({ TableName: "settled" }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: "ENABLED",
    });
    const deletion = new DeleteTableCommand({ TableName: "settled" });
    await expect(db.send(deletion)).rejects.toThrow(/protected against deletion/);
    await db.send(new UpdateTableCommand({ TableName: "settled", DeletionProtectionEnabled: false }));
    await db.send(deletion);
    const refusal = await eventually("the table to be gone", () =>
      db.send(new DescribeTableCommand({ TableName: "settled" })).then(
        () => undefined,
        (error: Error) => error.name,
      ),
    );
    expect(refusal).toBe("ResourceNotFoundException");
  });

  it("deletes items whose time to live has passed", async () => {
    await makeTable("expiring");
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
    await db.send(new UpdateTimeToLiveCommand({ TableName: "expiring", TimeToLiveSpecification }));
    const put = (sequence: number, expires: number) =>
      db.send(
        new PutItemCommand({
          TableName: "expiring",
          Item: { ...record(sequence), expires: { N: String(expires) } },
        }),
      );
    await put(1, 1_000);
    await put(2, 9_999_999_999);
    sweep();
    const get = async (sequence: number) =>
      (await db.send(new GetItemCommand({ TableName: "expiring", Key: record(sequence) }))).Item;
    await vi.waitFor(async () => expect(await get(1)).toBeUndefined());
    expect(await get(2)).toBeDefined();
  });

  it("refuses transactions and unknown members by name", async () => {
    const transaction = new TransactWriteItemsCommand({ TransactItems: [] });
    await expect(db.send(transaction)).rejects.toThrow(/TransactWriteItems/);
    const put = new PutItemCommand({
      TableName: "ledger",
      Item: record(1),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    await expect(db.send(put)).rejects.toThrow(/ReturnValuesOnConditionCheckFailure/);
    await expect(db.send(new GetItemCommand({ TableName: "nowhere", Key: record(1) }))).rejects.toMatchObject(
      { name: "ResourceNotFoundException" },
    );
  });

  it("keeps tables and items over a restart", async () => {
    aws = await aws.restart();
    db = new DynamoDBClient(aws.clientConfig);
    const { TableNames } = await db.send(new ListTablesCommand({}));
    expect(TableNames).toEqual(["expiring", "ledger", "updated"]);
    const { Item } = await db.send(new GetItemCommand({ TableName: "ledger", Key: record(2) }));
    expect(Item?.stream).toEqual({ S: "web#dev" });
  });
});

describe("on disk", () => {
  it("items are in clear in no file, and are read again after a restart", async () => {
    await makeTable("secretive");
    const text = "canary-5f0c2d0e";
    const Item = { stream: { S: "a" }, sequence: { N: "1" }, text: { S: text } };
    await db.send(new PutItemCommand({ TableName: "secretive", Item }));
    aws = await aws.restart();
    db = new DynamoDBClient(aws.clientConfig);
    const { text: _, ...Key } = Item;
    const found = await db.send(new GetItemCommand({ TableName: "secretive", Key }));
    expect(found.Item).toEqual(Item);
    const files = readdirSync(aws.dataDir, { recursive: true, withFileTypes: true });
    const places = files.filter((it) => it.isFile()).map((it) => path.join(it.parentPath, it.name));
    expect(places.some((place) => place.includes("/dynamodb/"))).toBe(true);
    for (const place of places) expect(readFileSync(place, "latin1"), place).not.toContain(text);
  });
});
