import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../runtime/kernel/clock.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, eventTypes, startMachine } from "../../support/states.ts";

const LONG_MS = 120_000;
const HOUR_MS = 3_600_000;
/** The clock looks each second whether it was set. */
const LONGER_THAN_THE_WATCH_S = 2;
let aws: TestRuntime;
let sfn: SFNClient;
/** How far the machine's clock has been set ahead. */
let aheadMs: number;
const clock = createClock({
  wallMs: () => Date.now() + aheadMs,
  awakeMs: () => performance.now(),
  uptimeMs: () => performance.now(),
});

/** A client that signs by the same machine's clock, and not by the date of the last answer. */
function connect(): SFNClient {
  const client = new SFNClient(aws.clientConfig);
  return Object.assign(client, {
    config: Object.defineProperty(client.config, "systemClockOffset", { get: () => aheadMs, set: () => {} }),
  });
}

beforeEach(async () => {
  aheadMs = 0;
  aws = await startTestRuntime({ services: [createStates], clock });
  sfn = connect();
});
afterEach(async () => {
  sfn.destroy();
  await aws.stop();
});

const only = (state: object) => ({ StartAt: "Only", States: { Only: { ...state, End: true } } });
const start = async (state: object) => (await startMachine(sfn, only(state))).executionArn;
const waitFor = (Seconds: number) => start({ Type: "Wait", Seconds });
const waitUntil = (ms: number) => start({ Type: "Wait", Timestamp: new Date(ms).toISOString() });

async function statusOf(executionArn: string) {
  return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
}

async function expectOneWait(executionArn: string): Promise<void> {
  expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
  const types = await eventTypes(sfn, executionArn);
  expect(types).toEqual(["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"]);
}

describe("the machine's clock", { timeout: LONG_MS }, () => {
  it("set an hour forward ends waits for a moment, and no others", async () => {
    const moment = await waitUntil(clock.now() + HOUR_MS / 2);
    const long = await waitFor(1800);
    const short = await waitFor(LONGER_THAN_THE_WATCH_S);
    aheadMs = HOUR_MS;
    await expectOneWait(moment);
    await expectOneWait(short);
    expect(await statusOf(long)).toBe("RUNNING");
  });

  it("set an hour back puts off waits for a moment, and no others", async () => {
    const moment = await waitUntil(clock.now() + HOUR_MS / 2);
    const short = await waitFor(LONGER_THAN_THE_WATCH_S);
    aheadMs = -HOUR_MS;
    await expectOneWait(short);
    expect(await statusOf(moment)).toBe("RUNNING");
    aheadMs = HOUR_MS;
    await expectOneWait(moment);
  });

  it.each([HOUR_MS, -HOUR_MS])("set by %i ms leaves a worker its heartbeat and its token", async (jumpMs) => {
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "patient" }));
    const execution = await start({
      Type: "Task",
      Resource: activityArn,
      HeartbeatSeconds: 60,
      TimeoutSeconds: 600,
    });
    const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }));
    aheadMs = jumpMs;
    await expectOneWait(await waitFor(LONGER_THAN_THE_WATCH_S));
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"done"' }));
    expect(await ended(sfn, execution)).toMatchObject({ status: "SUCCEEDED", output: "done" });
  });

  it("is all that a restart knows: what was to end meanwhile ends then, once", async () => {
    const long = await waitFor(1800);
    const longer = await waitFor(7200);
    aheadMs = HOUR_MS;
    aws = await aws.restart();
    sfn = connect();
    await expectOneWait(long);
    expect(await statusOf(longer)).toBe("RUNNING");
  });
});
