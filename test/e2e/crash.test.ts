import { SFNClient } from "@aws-sdk/client-sfn";
import { expect, it } from "vitest";
import { readHistory } from "../../cli/follow/history.ts";
import { foldHistory } from "../../cli/follow/stages.ts";
import { executionArn } from "../../cli/target/names.ts";
import { readRuntimeFile } from "../../cli/target/runtime-file.ts";
import { resolveTarget } from "../../cli/target/target.ts";
import type { Outcome } from "../../cli/up/outcome.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant } from "./support/example.ts";
import { freePort, repave, start, temporaryFolder } from "./support/repave.ts";

const TIMEOUT_MS = 180_000;

/** Publishes something new to bake, and waits until it is being baked. */
async function publishUntilBakery(dataDir: string): Promise<string> {
  const folder = exampleVariant({ files: { "build.txt": "to be interrupted" } });
  const words = [
    "release",
    folder,
    "--env",
    "dev",
    "--version",
    "2.0.0",
    "--no-watch",
    "--data-dir",
    dataDir,
  ];
  const { code, stdout, stderr } = await repave(...words);
  expect(code, stderr).toBe(0);
  const release = stdout.trim();
  const target = await resolveTarget({ dataDir });
  const states = new SFNClient(target.clientConfig);
  await eventually("Bakery to run", async () => {
    const events = await readHistory(states, executionArn(target, release)).catch(() => []);
    return foldHistory(events).stages[1]?.status === "PENDING" ? undefined : release;
  });
  return release;
}

it("npm start says that its runtime was killed, and the next one follows the release to its end", {
  timeout: TIMEOUT_MS,
}, async () => {
  const dataDir = temporaryFolder();
  const words = ["start", "--", "--port", String(await freePort()), "--data-dir", dataDir];
  const first = start("npm", words);
  await first.says(/Ctrl-C stops everything/);
  const release = await publishUntilBakery(dataDir);
  process.kill((await readRuntimeFile(dataDir))?.pid ?? 0, "SIGKILL");
  expect(await first.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("SIGKILL") });

  const second = await start("npm", [...words, "--once"]).ended;
  expect(second.code, second.stderr).toBe(0);
  const outcome = JSON.parse(second.stdout.trim().split("\n").at(-1) ?? "") as Outcome;
  expect(outcome).toMatchObject({ outcome: "SUCCEEDED", release });
});
