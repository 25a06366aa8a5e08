import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, eventTypes, ROLE_ARN } from "../../support/states.ts";
import { launch } from "./runtime-process.ts";

const LONG_MS = 180_000;
const EXECUTIONS = 25;
const definition = {
  StartAt: "Begin",
  States: {
    Begin: { Type: "Pass", Next: "Pause" },
    Pause: { Type: "Wait", Seconds: 1, Next: "End" },
    End: { Type: "Pass", End: true },
  },
};
const HISTORY = [
  "ExecutionStarted",
  ...["PassStateEntered", "PassStateExited", "WaitStateEntered", "WaitStateExited"],
  ...["PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
];
let folder: string;
/** What a power failure would leave while executions are under way. */
let image: string;
let stateMachineArn: string;
let count = 0;

const names = Array.from({ length: EXECUTIONS }, (_, at) => `run-${at + 1}`);
const arnOf = (name: string) => `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
const start = (sfn: SFNClient, name: string) =>
  sfn.send(new StartExecutionCommand({ stateMachineArn, name }));

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-torn-"));
  const aws = await startTestRuntime({ services: [createStates], dataDir: path.join(folder, "whole") });
  const sfn = new SFNClient(aws.clientConfig);
  const machine = { name: "torn", definition: JSON.stringify(definition), roleArn: ROLE_ARN };
  stateMachineArn = (await sfn.send(new CreateStateMachineCommand(machine))).stateMachineArn ?? "";
  for (const name of names) await start(sfn, name);
  image = path.join(folder, "image");
  cpSync(aws.dataDir, image, { recursive: true });
  sfn.destroy();
  await aws.stop();
}, LONG_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withRuntime(dataDir: string, look: (sfn: SFNClient, aws: TestRuntime) => Promise<void>) {
  const aws = await startTestRuntime({ services: [createStates], dataDir });
  const sfn = new SFNClient(aws.clientConfig);
  try {
    await look(sfn, aws);
  } finally {
    sfn.destroy();
    await aws.stop();
  }
}

/** A copy of the image whose log of executions ends at a byte. */
function tornAt(cut: number): string {
  const copy = path.join(folder, `cut-${++count}`);
  cpSync(image, copy, { recursive: true });
  truncateSync(path.join(copy, "executions.db-wal"), cut);
  return copy;
}

async function existing(sfn: SFNClient): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) =>
      sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) })).then(
        () => true,
        () => false,
      ),
    ),
  );
  return names.filter((_, at) => found[at]);
}

describe("a journal whose log is torn", () => {
  it("at any byte has the first of the commits, goes on with them, and takes the others anew", {
    timeout: LONG_MS,
  }, async () => {
    const whole = statSync(path.join(image, "executions.db-wal")).size;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole }), async (cut) => {
        await withRuntime(tornAt(cut), async (sfn) => {
          const there = await existing(sfn);
          expect(there).toEqual(names.slice(0, there.length));
          if (cut === whole) expect(there).toEqual(names);
          for (const name of names.slice(there.length)) await start(sfn, name);
          for (const name of names) {
            expect(await ended(sfn, arnOf(name))).toMatchObject({ status: "SUCCEEDED" });
            expect(await eventTypes(sfn, arnOf(name))).toEqual(HISTORY);
          }
        });
      }),
      { numRuns: 8, seed: 5, examples: [[whole], [0]] },
    );
  });

  it("and damaged before its end is refused: acknowledged executions would be gone", {
    timeout: LONG_MS,
  }, async () => {
    const copy = tornAt(statSync(path.join(image, "executions.db-wal")).size);
    const log = path.join(copy, "executions.db-wal");
    const bytes = readFileSync(log);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(log, bytes);
    const { code, said, stderr } = await launch({ dataDir: copy }).ended;
    expect({ code, stderr }).toEqual({ code: 8, stderr: "" });
    expect(said).toEqual([
      expect.objectContaining({
        reason: "damaged",
        message: expect.stringMatching(
          /executions\.db-wal is damaged: \d+ commits .*\. Put the folder back from a backup/,
        ),
      }),
    ]);
    expect(readFileSync(log).equals(bytes)).toBe(true);
  });
});
