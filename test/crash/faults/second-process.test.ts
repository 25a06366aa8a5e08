import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ListActivitiesCommand } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, startMachine } from "../../support/states.ts";
import { launch, type RuntimeProcess, startProcess } from "./runtime-process.ts";

const LONG_MS = 180_000;
const definition = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };
let dataDir: string;
let first: RuntimeProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-second-"));
  first = await startProcess({ dataDir });
}, LONG_MS);
afterEach(async () => {
  await first.end("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

async function expectRefused(): Promise<void> {
  const { code, said, stderr } = await launch({ dataDir }).ended;
  expect({ code, stderr }).toEqual({ code: 4, stderr: "" });
  expect(said).toEqual([
    expect.objectContaining({
      event: "failed",
      reason: "folder-locked",
      message: expect.stringMatching(
        /runtime\.db is in use by another process: stop that one, or use another folder/,
      ),
    }),
  ]);
}

describe("a second process on a folder", () => {
  it("is refused, and the first does not notice", { timeout: LONG_MS }, async () => {
    await expectRefused();
    const { executionArn } = await startMachine(first.sfn, definition);
    expect(await ended(first.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("is refused also while the first is stopped", { timeout: LONG_MS }, async () => {
    process.kill(first.pid, "SIGSTOP");
    await expectRefused();
    process.kill(first.pid, "SIGCONT");
    expect(await first.sfn.send(new ListActivitiesCommand({}))).toMatchObject({ activities: [] });
  });

  it("takes over from one that is dead, though another program has its id", {
    timeout: LONG_MS,
  }, async () => {
    const { executionArn } = await startMachine(first.sfn, definition);
    await first.end("SIGKILL");
    const endpointFile = path.join(dataDir, "endpoint.json");
    const left = JSON.parse(readFileSync(endpointFile, "utf8"));
    writeFileSync(endpointFile, JSON.stringify({ ...left, pid: process.pid }));
    first = await startProcess({ dataDir });
    expect(await ended(first.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });
});
