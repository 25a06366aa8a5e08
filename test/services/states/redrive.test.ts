import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SFNClient,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import {
  CALL,
  distributed,
  ended,
  eventTypes,
  type Invocation,
  scriptedLambda,
  startMachine,
} from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;
/** What calls of the function with this payload throw at present. */
const broken = new Set<unknown>();

async function open(run?: (invocation: Invocation) => unknown): Promise<void> {
  broken.clear();
  const runOrFail = ({ payload }: Invocation) => {
    if (broken.has(payload)) throw Object.assign(new Error("broken"), { name: "Broken" });
    return payload;
  };
  aws = await startTestRuntime({ services: [createStates, scriptedLambda(run ?? runOrFail)] });
  sfn = new SFNClient(aws.clientConfig);
}

afterEach(async () => {
  sfn.destroy();
  await aws.stop();
});

const SIMPLE = { QueryLanguage: "JSONata", StartAt: "Call", States: { Call: CALL } };

const redrive = (executionArn: string, clientToken?: string) =>
  sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
const describeExecution = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));

async function mapRunOf(executionArn: string): Promise<string> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toHaveLength(1);
  return mapRuns[0]?.mapRunArn ?? "";
}

describe("RedriveExecution", () => {
  it("goes on from the state that failed, and tells so everywhere", async () => {
    await open();
    broken.add(7);
    const { executionArn, stateMachineArn } = await startMachine(sfn, SIMPLE, 7);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "FAILED", error: "Broken" });
    expect(await describeExecution(executionArn)).toMatchObject({
      redriveCount: 0,
      redriveStatus: "REDRIVABLE",
    });
    broken.clear();
    const { redriveDate } = await redrive(executionArn);
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: 7,
      error: undefined,
    });
    expect(await describeExecution(executionArn)).toMatchObject({
      redriveCount: 1,
      redriveDate,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    expect((await eventTypes(sfn, executionArn)).slice(-6)).toEqual([
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.find(({ type }) => type === "ExecutionRedriven")).toMatchObject({
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toMatchObject([{ redriveCount: 1, redriveDate }]);
  });

  it("answers a token again instead of redriving again", async () => {
    await open();
    broken.add(7);
    const { executionArn } = await startMachine(sfn, SIMPLE, 7);
    await ended(sfn, executionArn);
    const [first, second] = await Promise.all([redrive(executionArn, "t"), redrive(executionArn, "t")]);
    expect(second.redriveDate).toEqual(first.redriveDate);
    await ended(sfn, executionArn);
    expect((await redrive(executionArn, "t")).redriveDate).toEqual(first.redriveDate);
    expect(await describeExecution(executionArn)).toMatchObject({ status: "FAILED", redriveCount: 1 });
    await redrive(executionArn, "u");
    await ended(sfn, executionArn);
    expect(await describeExecution(executionArn)).toMatchObject({ redriveCount: 2 });
  });

  it("goes on after a restart, its history in one piece", async () => {
    await open();
    broken.add(7);
    const { executionArn } = await startMachine(sfn, SIMPLE, 7);
    await ended(sfn, executionArn);
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    broken.clear();
    await redrive(executionArn);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, at) => at + 1));
  });

  it("refuses what cannot be redriven", async () => {
    await open();
    const { executionArn } = await startMachine(sfn, SIMPLE, 7);
    await ended(sfn, executionArn);
    await expect(redrive(executionArn)).rejects.toThrow(ExecutionNotRedrivable);
    await expect(redrive(`${executionArn}x`)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    await expect(redrive("arn:aws:states:us-east-1:000000000000:nonsense:x")).rejects.toMatchObject({
      name: "InvalidArn",
    });
    await expect(redrive(executionArn, "with space")).rejects.toMatchObject({ name: "ValidationException" });
    const wait = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1000, End: true } } };
    const waiting = await startMachine(sfn, wait);
    await expect(redrive(waiting.executionArn)).rejects.toThrow(
      "Execution is RUNNING and cannot be redriven",
    );
  });
});

/** A map run whose three items failed; once mended, its items are answered when the test says so. */
async function runBrokenMap() {
  const held: (() => void)[] = [];
  let isBroken = true;
  await open(({ payload }) => {
    if (isBroken) throw Object.assign(new Error("broken"), { name: "Broken" });
    return new Promise((resolve) => held.push(() => resolve(payload)));
  });
  const map = distributed({ ToleratedFailurePercentage: 90, MaxConcurrency: 1 });
  const { executionArn } = await startMachine(sfn, map, [1, 2, 3]);
  await ended(sfn, executionArn);
  const mend = () => {
    isBroken = false;
  };
  return { executionArn, held, mend };
}

describe("the redrive of a distributed Map", () => {
  it("runs again only the child executions that did not succeed", async () => {
    await open();
    broken.add(2);
    const { executionArn } = await startMachine(
      sfn,
      distributed({ ToleratedFailureCount: 0, MaxConcurrency: 1 }),
      [1, 2, 3],
    );
    expect(await ended(sfn, executionArn)).toMatchObject({
      error: "States.ExceedToleratedFailureThreshold",
    });
    const mapRunArn = await mapRunOf(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
    expect(await mapRunOf(executionArn)).toBe(mapRunArn);
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.find(({ type }) => type === "MapRunRedriven")).toMatchObject({
      mapRunRedrivenEventDetails: { mapRunArn, redriveCount: 1 },
    });
    const described = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    const counts = { total: 3, succeeded: 3, failed: 0, aborted: 0, pending: 0, pendingRedrive: 0 };
    expect(described).toMatchObject({ status: "SUCCEEDED", redriveCount: 1, executionCounts: counts });
    expect(described.redriveDate).toBeInstanceOf(Date);
    const list = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") =>
      (await sfn.send(new ListExecutionsCommand({ mapRunArn, redriveFilter }))).executions?.length;
    expect([await list("REDRIVEN"), await list("NOT_REDRIVEN")]).toEqual([1, 2]);
  });

  it("shows child executions as pending until it is their turn", async () => {
    const { executionArn, held, mend } = await runBrokenMap();
    const mapRunArn = await mapRunOf(executionArn);
    const list = async (statusFilter?: "PENDING_REDRIVE" | "RUNNING") => {
      const listed = await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter }));
      return listed.executions?.map((item) => item.executionArn ?? "") ?? [];
    };
    for (const child of await list()) {
      expect(await describeExecution(child)).toMatchObject({ redriveStatus: "REDRIVABLE_BY_MAP_RUN" });
      await expect(redrive(child)).rejects.toThrow(ExecutionNotRedrivable);
    }
    mend();
    await redrive(executionArn);
    while (held.length < 1) await new Promise(setImmediate);
    const pending = await list("PENDING_REDRIVE");
    expect([pending.length, (await list("RUNNING")).length]).toEqual([2, 1]);
    expect(await describeExecution(pending[0] ?? "")).toMatchObject({ status: "PENDING_REDRIVE" });
    const { executionCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(executionCounts).toMatchObject({ pendingRedrive: 2, running: 1, failed: 0, total: 3 });
    for (let at = 0; at < 3; at++) {
      while (held.length <= at) await new Promise(setImmediate);
      held[at]?.();
    }
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
  });

  it("goes on after a restart in the middle of it, each child redriven once", async () => {
    const { executionArn, held, mend } = await runBrokenMap();
    mend();
    await redrive(executionArn);
    while (held.length < 1) await new Promise(setImmediate);
    held.shift()?.();
    while (held.length < 1) await new Promise(setImmediate);
    held.length = 0;
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    for (let at = 0; at < 2; at++) {
      while (held.length <= at) await new Promise(setImmediate);
      held[at]?.();
    }
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
    const mapRunArn = await mapRunOf(executionArn);
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions.map(({ redriveCount }) => redriveCount)).toEqual([1, 1, 1]);
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      redriveCount: 1,
      executionCounts: { succeeded: 3, pendingRedrive: 0 },
    });
  });

  it("starts Express child executions again", async () => {
    await open();
    broken.add(2);
    const { executionArn } = await startMachine(sfn, distributed({}, "EXPRESS"), [1, 2]);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "FAILED" });
    broken.clear();
    await redrive(executionArn);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
  });
});

describe("UpdateMapRun", () => {
  it("changes how many run at once and how much may fail, while the run goes on", async () => {
    const held: (() => void)[] = [];
    await open(({ payload }) => new Promise((resolve) => held.push(() => resolve(payload))));
    const { executionArn } = await startMachine(sfn, distributed({ MaxConcurrency: 1 }), [1, 2, 3]);
    while (held.length < 1) await new Promise(setImmediate);
    const mapRunArn = await mapRunOf(executionArn);
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 1,
      executionCounts: { total: 3, running: 1, pending: 2 },
    });
    await sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3, toleratedFailureCount: 2 }));
    while (held.length < 3) await new Promise(setImmediate);
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 3,
      toleratedFailureCount: 2,
      executionCounts: { running: 3 },
    });
    for (const release of held) release();
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
    const late = sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    await expect(late).rejects.toMatchObject({ name: "ValidationException" });
  });
});
