import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { RedriveExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, scriptedLambda, startMachine } from "../../support/states.ts";

const Bucket = "items";
const DAY_MS = 86_400_000;
let aheadMs: number;
let isBroken: boolean;
let aws: TestRuntime;
let sfn: SFNClient;

const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };

function answer({ payload }: { readonly payload: unknown }): unknown {
  if (isBroken) throw new Error("broken");
  return payload;
}

beforeEach(async () => {
  aheadMs = 0;
  isBroken = false;
  const services = [createKms, createS3, createStates, scriptedLambda(answer)];
  aws = await startTestRuntime({ services, clock });
  sfn = new SFNClient(aws.clientConfig);
  const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => aws.stop());

async function putItems(items: readonly number[]): Promise<void> {
  const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket, Key: "items.json", Body: JSON.stringify(items) }));
}

const CALL = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "f", "Payload.$": "$" },
  OutputPath: "$.Payload",
  End: true,
};
const EACH = {
  Type: "Map",
  MaxConcurrency: 1,
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON" },
    Parameters: { Bucket, Key: "items.json" },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Call",
    States: { Call: CALL },
  },
  End: true,
};

const files = () => readdirSync(path.join(aws.dataDir, "map-runs"));
const start = () => startMachine(sfn, { StartAt: "Each", States: { Each: EACH } });

describe("the inputs of a map run", () => {
  it("are those of its first try when it is redriven", async () => {
    isBroken = true;
    await putItems([1, 2]);
    const { executionArn } = await start();
    expect(await ended(sfn, executionArn)).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
    expect(files()).toHaveLength(1);
    isBroken = false;
    await putItems([3]);
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
    expect(files()).toEqual([]);
  });

  it("are kept as long as it can be redriven, and what was never finished goes at the next start", async () => {
    isBroken = true;
    await putItems([1]);
    const { executionArn } = await start();
    await ended(sfn, executionArn);
    const kept = files();
    writeFileSync(path.join(aws.dataDir, "map-runs", "half.inputs.part"), "1 1");
    aws = await aws.restart();
    expect(files()).toEqual(kept);
    aheadMs = 15 * DAY_MS;
    aws = await aws.restart();
    expect(files()).toEqual([]);
  });
});
