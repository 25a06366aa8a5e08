import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { ended, eventTypes, startMachine } from "../../support/states.ts";
import { type RuntimeProcess, startProcess } from "./runtime-process.ts";

const LONG_MS = 180_000;
const LONGER_THAN_A_HEARTBEAT_MS = 3_000;
let dataDir: string;
let runtime: RuntimeProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-stopped-"));
  runtime = await startProcess({ dataDir });
}, LONG_MS);
afterEach(async () => {
  await runtime.end("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

const only = (state: object) => ({ StartAt: "Only", States: { Only: { ...state, End: true } } });

/** Starts an execution that waits for a worker, and takes its task: the worker asks first, so that no deadline runs out before. */
async function startTask(name: string, limits: object): Promise<{ executionArn: string; taskToken: string }> {
  const { activityArn } = await runtime.sfn.send(new CreateActivityCommand({ name }));
  const polled = runtime.sfn.send(new GetActivityTaskCommand({ activityArn }));
  const task = only({ Type: "Task", Resource: activityArn, ...limits });
  const { executionArn } = await startMachine(runtime.sfn, task);
  const { taskToken = "" } = await polled;
  return { executionArn, taskToken };
}

it("a process that is stopped for a while fires each timer once when it goes on, and knows its tokens", {
  timeout: LONG_MS,
}, async () => {
  const { sfn, pid } = runtime;
  const patient = await startTask("patient", {});
  const beating = await startTask("beating", { HeartbeatSeconds: 2 });
  const waiting = await startMachine(sfn, only({ Type: "Wait", Seconds: 1 }));
  process.kill(pid, "SIGSTOP");
  const asked = startMachine(sfn, only({ Type: "Pass" }));
  await new Promise<void>((resolve) => systemClock.after(LONGER_THAN_A_HEARTBEAT_MS, resolve));
  process.kill(pid, "SIGCONT");

  expect(await ended(sfn, (await asked).executionArn)).toMatchObject({ status: "SUCCEEDED" });
  await ended(sfn, waiting.executionArn);
  expect(await eventTypes(sfn, waiting.executionArn)).toEqual([
    "ExecutionStarted",
    "WaitStateEntered",
    "WaitStateExited",
    "ExecutionSucceeded",
  ]);
  expect(await ended(sfn, beating.executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  const late = new SendTaskHeartbeatCommand({ taskToken: beating.taskToken });
  await expect(sfn.send(late)).rejects.toMatchObject({ name: "TaskTimedOut" });
  await sfn.send(new SendTaskSuccessCommand({ taskToken: patient.taskToken, output: '"done"' }));
  expect(await ended(sfn, patient.executionArn)).toMatchObject({ status: "SUCCEEDED", output: "done" });
});
