import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readLedger, verifyStreams } from "../../cli/commands/audit.ts";
import { followRelease } from "../../cli/follow/follow-release.ts";
import { readHistory } from "../../cli/follow/history.ts";
import { foldHistory, type StageName, stageNames } from "../../cli/follow/stages.ts";
import { executionArn } from "../../cli/target/names.ts";
import { readRuntimeFile } from "../../cli/target/runtime-file.ts";
import { resolveTarget, type Target } from "../../cli/target/target.ts";
import { type RuntimeProcess, startRuntime } from "../../cli/up/runtime-process.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant } from "./support/example.ts";
import { freePort, repave, start } from "./support/repave.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "repave-crash-"));
let port: number;
let runtime: RuntimeProcess | undefined;
let target: Target;

beforeAll(async () => {
  port = await freePort();
  const words = ["up", "--once", "--port", String(port), "--data-dir", dataDir];
  const { code, stderr } = await repave(...words);
  expect(code, stderr).toBe(0);
}, 120_000);
afterEach(async () => {
  await runtime?.stop();
});
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  runtime = await startRuntime({ port, dataDir, services: "all" });
  target = await resolveTarget({ dataDir });
}

/** Kills the runtime as a power cut would: no signal handler runs. */
async function killRuntime(): Promise<void> {
  process.kill(runtime?.file.pid ?? 0, "SIGKILL");
  await runtime?.ended;
}

async function publish(version: string): Promise<string> {
  const folder = exampleVariant({ files: { "build.txt": version } });
  const { code, stdout, stderr } = await repave(
    ...["release", folder, "--env", "dev", "--version", version, "--no-watch", "--data-dir", dataDir],
  );
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

async function waitForStage(release: string, stage: StageName): Promise<void> {
  const states = new SFNClient(target.clientConfig);
  await eventually(`${stage} to run`, async () => {
    const events = await readHistory(states, executionArn(target, release)).catch(() => []);
    const found = foldHistory(events).stages.find(({ name }) => name === stage);
    return found?.status === "PENDING" ? undefined : found;
  });
}

describe("a runtime that is killed", () => {
  it.each(stageNames.map((stage, index) => ({ stage, version: `2.0.${index}` })))(
    "in $stage ends the release after its restart",
    { timeout: 90_000 },
    async ({ stage, version }) => {
      await startAgain();
      const release = await publish(version);
      await waitForStage(release, stage);
      await killRuntime();
      await startAgain();
      const progress = await followRelease({ target, release, onProgress: () => {} });
      expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
      const url = String(progress.stages.at(-1)?.output?.url);
      expect((await fetch(url)).status).toBe(200);
    },
  );

  it("makes `npm start` say so, and the next `npm start` follow the release to its end", {
    timeout: 120_000,
  }, async () => {
    const words = ["start", "--", "--port", String(port), "--data-dir", dataDir];
    const first = start("npm", words);
    await first.says(/Ctrl-C stops everything/);
    target = await resolveTarget({ dataDir });
    const release = await publish("3.0.0");
    await waitForStage(release, "Bakery");
    process.kill((await readRuntimeFile(dataDir))?.pid ?? 0, "SIGKILL");
    expect(await first.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("SIGKILL") });
    const second = await start("npm", [...words, "--once"]).ended;
    expect(second.code, second.stderr).toBe(0);
    expect(JSON.parse(second.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      outcome: "SUCCEEDED",
      release,
    });
  });

  it("leaves a ledger whose chain holds", async () => {
    await startAgain();
    const verdicts = verifyStreams(await readLedger(target));
    expect(verdicts.map(({ verdict }) => verdict.intact)).toEqual([true]);
  });
});
