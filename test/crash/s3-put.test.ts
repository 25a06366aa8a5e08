import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";

const Bucket = "survivors";
const KILLS = 2;
let dataDir: string;
let server: ChildProcess;
let s3: S3Client;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-crash-"));
});
afterEach(async () => {
  await kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = fork(path.join(import.meta.dirname, "s3-server.ts"), [dataDir], { execArgv: [] });
  const [ready] = await once(server, "message");
  const { endpoint, credentials } = ready as {
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  s3 = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true, maxAttempts: 1 });
}

async function kill(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

const bodyOf = (key: string) =>
  Buffer.alloc(key.endsWith("7") ? 900 : 60_000, createHash("md5").update(key).digest("hex"));

/** Puts objects, several at a time, until the server is gone; returns the keys that it acknowledged. */
async function putUntilKilled(round: number): Promise<string[]> {
  const acknowledged: string[] = [];
  const writer = async (name: string) => {
    for (let index = 0; ; index++) {
      const Key = `${round}/${name}/${index}`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: bodyOf(Key) }));
      acknowledged.push(Key);
      if (acknowledged.length === 40) await kill();
    }
  };
  await Promise.allSettled(["a", "b", "c", "d"].map(writer));
  return acknowledged;
}

test("every acknowledged object survives SIGKILL whole, and no half object is left", async () => {
  await start();
  await s3.send(new CreateBucketCommand({ Bucket }));
  const acknowledged: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    acknowledged.push(...(await putUntilKilled(round)));
    await start();
  }
  const found: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
  }
  expect(found).toEqual(expect.arrayContaining(acknowledged));
  for (const Key of found) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(bodyOf(Key).equals(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(true);
  }
  const large = found.filter((key) => !key.endsWith("7")).length;
  expect(readdirSync(path.join(dataDir, "s3"))).toHaveLength(large);
}, 30_000);
