import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeMapRunCommand, ListMapRunsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startProcess } from "../../crash/faults/runtime-process.ts";
import { eventually } from "../../support/eventually.ts";
import { ended, eventTypes, MAP_RUN_EVENTS, startMachine } from "../../support/states.ts";

const Bucket = "items";
const COUNT = 5_000;
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-map-run-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A client of the runtime that works in the folder now. */
function openS3(): S3Client {
  const { endpoint, region, ...credentials } = JSON.parse(
    readFileSync(path.join(dataDir, "endpoint.json"), "utf8"),
  );
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

const put = (s3: S3Client, lines: readonly number[]) =>
  s3.send(new PutObjectCommand({ Bucket, Key: "items.jsonl", Body: lines.join("\n") }));

const MAP = {
  Type: "Map",
  MaxConcurrency: 40,
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSONL" },
    Parameters: { Bucket, Key: "items.jsonl" },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Item",
    States: { Item: { Type: "Pass", End: true } },
  },
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket, Prefix: "out" },
    WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
  },
  End: true,
};

async function countsOf(sfn: SFNClient, executionArn: string) {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns[0]?.mapRunArn;
  if (mapRunArn === undefined) return undefined;
  return (await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).executionCounts;
}

it("takes up a map run of thousands of items in a killed runtime, each item once", {
  timeout: 300_000,
}, async () => {
  const numbers = Array.from({ length: COUNT }, (_, at) => at);
  const first = await startProcess({ dataDir });
  await openS3().send(new CreateBucketCommand({ Bucket }));
  await put(openS3(), numbers);
  const { executionArn } = await startMachine(first.sfn, { StartAt: "Each", States: { Each: MAP } });
  await eventually("a hundred ended items", async () => {
    const { succeeded = 0 } = (await countsOf(first.sfn, executionArn)) ?? {};
    return succeeded > 100 ? succeeded : undefined;
  });
  // What the items are has been read once, and is not read again.
  await put(openS3(), [1, 2, 3]);
  await first.end("SIGKILL");

  const second = await startProcess({ dataDir });
  const { status, output } = await ended(second.sfn, executionArn);
  expect(status).toBe("SUCCEEDED");
  expect(await countsOf(second.sfn, executionArn)).toMatchObject({
    total: COUNT,
    succeeded: COUNT,
    failed: 0,
  });
  const manifest = output.ResultWriterDetails.Key;
  const Key = manifest.replace("manifest.json", "SUCCEEDED_0.json");
  const { Body } = await openS3().send(new GetObjectCommand({ Bucket, Key }));
  expect(JSON.parse((await Body?.transformToString()) ?? "")).toEqual(numbers);
  expect(await eventTypes(second.sfn, executionArn)).toEqual(MAP_RUN_EVENTS);
  await second.end("SIGTERM");
  expect(readdirSync(path.join(dataDir, "map-runs"))).toEqual([]);
});
