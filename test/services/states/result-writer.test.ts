import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeMapRunCommand,
  ListMapRunsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { distributed, ended, type Invocation, scriptedLambda, startMachine } from "../../support/states.ts";

const Bucket = "results";
let aws: TestRuntime;
let sfn: SFNClient;
let s3: S3Client;

/** Fails for numbers below zero, and gives others back, in a list when they are even. */
function answer({ payload }: Invocation): unknown {
  const number = Number(payload);
  if (number < 0) throw Object.assign(new Error("below zero"), { name: "Negative" });
  return number % 2 === 0 ? [number, number] : number;
}

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createS3, createStates, scriptedLambda(answer)] });
  sfn = new SFNClient(aws.clientConfig);
  s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => aws.stop());

async function runMap(items: readonly number[], fields: object) {
  const definition = distributed({ MaxConcurrency: 1, ...fields });
  const { executionArn } = await startMachine(sfn, definition, items);
  const end = await ended(sfn, executionArn);
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  return { ...end, mapRunArn: mapRuns[0]?.mapRunArn ?? "" };
}

const exporting = (WriterConfig?: object) => ({
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket, Prefix: "jobs" },
    ...(WriterConfig && { WriterConfig }),
  },
});

async function text(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? "";
}

const folderOf = (mapRunArn: string) => `jobs/${mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1)}`;

describe("a ResultWriter", () => {
  it("writes whole executions by status, and a manifest of the files", async () => {
    const { output, mapRunArn } = await runMap([1, -1, 2], { ToleratedFailureCount: 1, ...exporting() });
    const folder = folderOf(mapRunArn);
    const Key = `${folder}/manifest.json`;
    expect(output).toEqual({ MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key } });
    const succeeded = await text(`${folder}/SUCCEEDED_0.json`);
    const failed = await text(`${folder}/FAILED_0.json`);
    expect(JSON.parse(await text(Key))).toEqual({
      DestinationBucket: Bucket,
      MapRunArn: mapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: Buffer.byteLength(failed) }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: Buffer.byteLength(succeeded) }],
      },
    });
    expect(JSON.parse(succeeded)).toEqual([
      {
        ExecutionArn: expect.stringContaining("/Each:"),
        Input: "1",
        InputDetails: { Included: true },
        Name: expect.any(String),
        Output: "1",
        OutputDetails: { Included: true },
        RedriveCount: 0,
        RedriveStatus: "NOT_REDRIVABLE",
        RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
        StartDate: expect.stringMatching(/Z$/),
        StateMachineArn: expect.stringMatching(/\/Each$/),
        Status: "SUCCEEDED",
        StopDate: expect.stringMatching(/Z$/),
      },
      expect.objectContaining({ Input: "2", Output: "[2,2]" }),
    ]);
    expect(JSON.parse(failed)).toMatchObject([{ Input: "-1", Error: "Negative", Status: "FAILED" }]);
    const { executionCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(executionCounts).toMatchObject({ resultsWritten: 3 });
  });

  it.each([
    ["COMPACT", "[1,[2,2]]"],
    ["FLATTEN", "[1,2,2]"],
  ])("writes outputs alone: %s", async (Transformation, expected) => {
    const { mapRunArn } = await runMap([1, 2], exporting({ Transformation, OutputType: "JSON" }));
    expect(await text(`${folderOf(mapRunArn)}/SUCCEEDED_0.json`)).toBe(expected);
  });

  it("writes JSON Lines", async () => {
    const config = { Transformation: "COMPACT", OutputType: "JSONL" };
    const { mapRunArn } = await runMap([1, 2], exporting(config));
    expect(await text(`${folderOf(mapRunArn)}/SUCCEEDED_0.jsonl`)).toBe("1\n[2,2]\n");
  });

  it("formats what stays in the state, and shows what failed whole", async () => {
    const config = { WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } };
    const { output } = await runMap([2, -1, 1], { ToleratedFailureCount: 1, ResultWriter: config });
    expect(output).toEqual([2, 2, expect.objectContaining({ Status: "FAILED", Input: "-1" }), 1]);
  });

  it("writes what was never started, too, when too much fails", async () => {
    const { status, error, mapRunArn } = await runMap([1, -1, 3], exporting());
    expect({ status, error }).toEqual({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
    });
    const pending = JSON.parse(await text(`${folderOf(mapRunArn)}/PENDING_0.json`));
    expect(pending).toMatchObject([{ Input: "3", Status: "PENDING" }]);
  });

  it("writes how far it came when the execution is stopped", async () => {
    const never = { Type: "Wait", Seconds: 3600, End: true };
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Never",
      States: { Never: never },
    };
    const map = { Type: "Map", MaxConcurrency: 1, ItemProcessor, End: true, ...exporting() };
    const definition = { QueryLanguage: "JSONata", StartAt: "Each", States: { Each: map } };
    const { executionArn } = await startMachine(sfn, definition, [1, 2]);
    const mapRunArn = await eventually("a running child", async () => {
      const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
      const arn = mapRuns[0]?.mapRunArn;
      if (arn === undefined) return undefined;
      const { executionCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: arn }));
      return executionCounts?.running === 1 ? arn : undefined;
    });
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const run = await eventually("the written results", async () => {
      const described = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      return described.executionCounts?.resultsWritten ? described : undefined;
    });
    expect(run).toMatchObject({ status: "ABORTED", executionCounts: { running: 0, aborted: 2, total: 2 } });
    const folder = folderOf(mapRunArn);
    expect(JSON.parse(await text(`${folder}/FAILED_0.json`))).toMatchObject([
      { Input: "1", Status: "ABORTED" },
    ]);
    expect(JSON.parse(await text(`${folder}/PENDING_0.json`))).toMatchObject([
      { Input: "2", Status: "PENDING" },
    ]);
  });

  it("writes an empty manifest when there are no items", async () => {
    const { mapRunArn } = await runMap([], exporting());
    const Prefix = folderOf(mapRunArn);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    expect(Contents.map(({ Key }) => Key)).toEqual([`${Prefix}/manifest.json`]);
  });

  it("fails as AWS says when it cannot write", async () => {
    const ResultWriter = {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: "missing-bucket" },
    };
    expect(await runMap([1], { ResultWriter })).toMatchObject({
      status: "FAILED",
      error: "States.ResultWriterFailed",
      cause: expect.stringMatching(
        /^The specified bucket does not exist \(Service: Amazon S3; Status Code: 404;/,
      ),
    });
  });
});
