import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger, verifyStreams } from "../../cli/audit/read-ledger.ts";
import { executionArn } from "../../cli/target/names.ts";
import { membersOf } from "../../runtime/compute/process-table.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant } from "./support/example.ts";
import * as observe from "./support/observe.ts";
import { freePort, start } from "./support/repave.ts";
import { startUp, type Up } from "./support/up.ts";
import { findWorkers, holdWorker, listProcessIds, readProcessFile } from "./support/worker-process.ts";

const LONG_MS = 120_000;
const dataDir = mkdtempSync(path.join(tmpdir(), "repave-killed-"));
let port: number;
let up: Up;

beforeAll(async () => {
  port = await freePort();
  up = await startUp({ dataDir, port });
}, 120_000);
afterAll(() => up?.remove());

/** Kills the embedded AWS as a power cut would, and starts everything again, as the user does. */
async function killAndStart(): Promise<void> {
  await kill();
  up = await startUp({ dataDir, port });
}

/** What was started says of what it died. */
async function kill(): Promise<void> {
  process.kill(await up.runtimePid(), "SIGKILL");
  expect(await up.running.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("SIGKILL") });
}

function publish(version: string, configuration = {}): Promise<string> {
  return up.publish(exampleVariant({ configuration, files: { "build.txt": version } }), version);
}

/** After a restart: the release has ended well, once, under the old credentials; nothing is left of the time before. */
async function expectRecovered(release: string, before: Up): Promise<void> {
  const states = new SFNClient(before.target.clientConfig);
  const { status, cause } = await states.send(
    new DescribeExecutionCommand({ executionArn: executionArn(up.target, release) }),
  );
  expect(status, cause).toBe("SUCCEEDED");
  const progress = await up.follow(release);
  expect((await fetch(String(progress.stages.at(-1)?.output?.url))).status).toBe(200);
  expect(await observe.imagesOf(up.target, String(progress.stages[0]?.output?.recipeDigest))).toHaveLength(1);
  expect(await orphans()).toEqual([]);
  expect(verifyStreams(await readLedger(up.target)).map(({ verdict }) => verdict.intact)).toEqual([true]);
}

/** Processes of instances of this runtime that it does not know: they outlived the one that started them. */
async function orphans(): Promise<readonly string[]> {
  const own = new Set(membersOf(new Set([await up.runtimePid()])));
  const environment = `AWS_ENDPOINT_URL=http://127.0.0.1:${port}`;
  return listProcessIds()
    .filter((pid) => !own.has(pid) && readProcessFile(pid, "environ").split("\0").includes(environment))
    .map((pid) => readProcessFile(pid, "cmdline"));
}

describe("the embedded AWS that is killed", () => {
  it.each([
    { stage: "bake", version: "2.0.0" },
    { stage: "provision", version: "2.0.1" },
    { stage: "validate", version: "2.0.2" },
  ] as const)(
    "while a worker has to $stage does so in a second attempt, without the first",
    {
      timeout: LONG_MS,
    },
    async ({ stage, version }) => {
      const before = up;
      const release = await publish(version);
      const worker = await holdWorker(release, stage);
      await killAndStart();
      expect(listProcessIds()).not.toContain(worker.pid);
      expect(findWorkers(release, stage)).toEqual([]);
      await expectRecovered(release, before);
      expect(await observe.commandStatuses(up.target, release, stage)).toEqual(["Failed", "Success"]);
    },
  );

  it("in PreProvision goes on there", { timeout: LONG_MS }, async () => {
    const before = up;
    const FunctionName = "repave-pre-provision";
    const lambda = new LambdaClient(up.target.clientConfig);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const release = await publish("2.1.0");
    await observe.waitForTaskFailure(up.target, release, "Lambda.TooManyRequestsException");
    const started = killAndStart();
    await eventually("the function to be let go of by the next runtime", async () => {
      const pid = await up.runtimePid().catch(() => 0);
      if (pid === 0 || !listProcessIds().includes(pid)) return undefined;
      return lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })).catch(() => undefined);
    });
    await started;
    await expectRecovered(release, before);
  });

  it("half way through a shift of the traffic goes on from there", { timeout: LONG_MS }, async () => {
    const before = up;
    const shift = { steps: [50, 100], intervalSeconds: 8 };
    const release = await publish("2.2.0", { environments: { dev: { shift } } });
    await eventually("half of the traffic to move", async () => {
      const weights = await observe.readWeights(up.target);
      return weights.every((weight) => weight === 50) ? weights : undefined;
    });
    await killAndStart();
    await expectRecovered(release, before);
    expect([...(await observe.readWeights(up.target))].sort()).toEqual([0, 100]);
  });

  it("is followed to its release's end by npm start -- --once", { timeout: LONG_MS }, async () => {
    const release = await publish("2.3.0");
    await holdWorker(release, "bake");
    await kill();
    const words = ["start", "--", "--port", String(port), "--data-dir", dataDir, "--once"];
    const { code, stdout, stderr } = await start("npm", words).ended;
    expect(code, stderr).toBe(0);
    const outcome = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(outcome).toMatchObject({ outcome: "SUCCEEDED", release });
  });
});
