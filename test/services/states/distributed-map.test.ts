import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import {
  distributed,
  ended,
  eventTypes,
  type Invocation,
  MAP_RUN_EVENTS,
  scriptedLambda,
  startMachine,
} from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;

async function open(run: (invocation: Invocation) => unknown): Promise<void> {
  aws = await startTestRuntime({ services: [createStates, scriptedLambda(run)] });
  sfn = new SFNClient(aws.clientConfig);
}

afterEach(async () => {
  sfn.destroy();
  await aws.stop();
});

function failOdd({ payload }: Invocation): unknown {
  const number = Number(payload);
  if (number % 2 === 1) throw Object.assign(new Error("odd"), { name: "Odd" });
  return number * 10;
}

describe("a distributed Map", () => {
  it("runs every item as an execution of its own, listed under its map run", async () => {
    await open(({ payload }) => Number(payload) * 10);
    const { executionArn } = await startMachine(sfn, distributed({ MaxConcurrency: 2 }), [3, 1, 2]);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [30, 10, 20] });
    expect(await eventTypes(sfn, executionArn)).toEqual(MAP_RUN_EVENTS);
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: "SUCCEEDED",
      maxConcurrency: 2,
      executionCounts: { total: 3, succeeded: 3, failed: 0 },
    });
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  });

  it("tolerates as many failures as it says, and no more", async () => {
    await open(failOdd);
    const tolerant = await startMachine(sfn, distributed({ ToleratedFailureCount: 1 }), [1, 2, 4]);
    expect(await ended(sfn, tolerant.executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: [{ Status: "FAILED", Error: "Odd", Input: "1" }, 20, 40],
    });
    const strict = await startMachine(sfn, distributed({ ToleratedFailurePercentage: 40 }), [1, 2, 3]);
    expect(await ended(sfn, strict.executionArn)).toMatchObject({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
    });
  });

  it("hands items over in batches", async () => {
    await open(({ payload }) => payload);
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { by: "two" } };
    const { executionArn } = await startMachine(sfn, distributed({ ItemBatcher }), [1, 2, 3]);
    expect(await ended(sfn, executionArn)).toMatchObject({
      output: [
        { BatchInput: { by: "two" }, Items: [1, 2] },
        { BatchInput: { by: "two" }, Items: [3] },
      ],
    });
  });

  it("takes its settings from its input by their paths", async () => {
    await open(() => null);
    const map = {
      Type: "Map",
      ItemsPath: "$.items",
      MaxConcurrencyPath: "$.width",
      ToleratedFailureCountPath: "$.count",
      ToleratedFailurePercentagePath: "$.percentage",
      ItemBatcher: { MaxItemsPerBatchPath: "$.batch", BatchInput: { "of.$": "$.batch" } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Item",
        States: { Item: { Type: "Pass", End: true } },
      },
      Label: "Mine",
      End: true,
    };
    const input = { items: [1, 2, 3], width: 2, count: 1, percentage: 50, batch: 2 };
    const machine = await startMachine(sfn, { StartAt: "Each", States: { Each: map } }, input);
    expect(await ended(sfn, machine.executionArn)).toMatchObject({
      output: [
        { BatchInput: { of: 2 }, Items: [1, 2] },
        { BatchInput: { of: 2 }, Items: [3] },
      ],
    });
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn: machine.executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(mapRunArn).toMatch(/\/Mine:/);
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 2,
      toleratedFailureCount: 1,
      toleratedFailurePercentage: 50,
      itemCounts: { total: 3, succeeded: 3 },
      executionCounts: { total: 2, succeeded: 2 },
    });
  });

  it("goes on after a restart with the executions that it had started", async () => {
    const calls: number[] = [];
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    await open(async ({ payload }) => {
      calls.push(Number(payload));
      if (calls.length === 2) {
        reached.resolve();
        await gate.promise;
      }
      return payload;
    });
    const { executionArn } = await startMachine(sfn, distributed({ MaxConcurrency: 1 }), [1, 2, 3]);
    await reached.promise;
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    gate.resolve();
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
    expect(calls).toEqual([1, 2, 2, 3]);
  });
});
