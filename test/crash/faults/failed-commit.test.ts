import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canInjectErrors, injectSyncError } from "./inject-sync-error.ts";
import * as promises from "./promised-executions.ts";
import { type ProcessEnd, type ProcessOptions, startProcess } from "./runtime-process.ts";
import { canMount, mountSmallDisk } from "./small-disk.ts";

const LONG_MS = 180_000;
/** KiB in bash: enough to start, not for long. */
const SMALL_FILE = 600;
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-fault-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Strike {
  readonly under: Omit<ProcessOptions, "dataDir">;
  readonly atATime: number;
  /** What somebody does before the next start. */
  readonly heal?: () => void;
}

/** Starts work under a fault until it strikes; then looks on a sound disk at what is left. */
async function strike({ under, atATime, heal }: Strike) {
  const victim = await startProcess({ dataDir, ...under });
  const promised = await promises.createPromises(victim.sfn);
  await promises.startUntilRefused(victim.sfn, promised, atATime);
  await expect(victim.sfn.send(new ListStateMachinesCommand({}))).rejects.toThrow();
  const end = await victim.ended;
  heal?.();
  const next = await startProcess({ dataDir });
  const unacknowledged = await promises.unacknowledgedThatExist(next.sfn, promised);
  const broken = await promises.findBrokenPromises(next.sfn, promised);
  await next.end("SIGTERM");
  expect(promised.acknowledged.size).toBeGreaterThan(0);
  expect({ broken, partial: unacknowledged.partial }).toEqual({ broken: [], partial: [] });
  return { end, refused: [...promised.refused], whole: unacknowledged.whole };
}

function expectOneClearLine({ code, said, stderr, errors }: ProcessEnd, message: string): void {
  expect({ code, stderr, errors }).toEqual({
    code: 7,
    stderr: "",
    errors: ["State can no longer be written: nothing is acknowledged any more"],
  });
  expect(said.map(({ event }) => event)).toEqual(["ready", "failed"]);
  expect(said[1]).toMatchObject({ reason: "no-disk", message });
}

const broken = (kind: string) => ({
  preload: { module: "break-storage.ts", env: { STORAGE_FAULT: `${kind}:4` } },
});
const FULL = "no space is left on the disk (database or disk is full); nothing more was acknowledged";
const FAILS = "the disk is full or does not work (disk I/O error); nothing more was acknowledged";

describe("a commit that fails ends the process, is not tried again, loses and doubles nothing", () => {
  it("on a full disk", { timeout: LONG_MS }, async () => {
    const { end } = await strike({ under: broken("full"), atATime: 3 });
    expectOneClearLine(end, FULL);
  });

  it.skipIf(!canMount)(
    "on a file system that is full, until somebody makes room",
    { timeout: LONG_MS },
    async () => {
      const disk = mountSmallDisk(dataDir);
      try {
        const { end } = await strike({ under: {}, atATime: 3, heal: disk.makeRoom });
        expect(end.code).toBe(7);
        expect(end.said.map(({ event }) => event)).toEqual(["ready", "failed"]);
        expect(end.said[1]).toMatchObject({
          reason: "no-disk",
          message: expect.stringContaining("no space is left"),
        });
      } finally {
        disk.unmount();
      }
    },
  );

  it("on a file that may not grow", { timeout: LONG_MS }, async () => {
    const under = ["bash", "-c", `ulimit -f ${SMALL_FILE}; exec "$@"`, "bash"];
    const { end } = await strike({ under: { under }, atATime: 3 });
    expectOneClearLine(end, FAILS);
  });

  it("by an I/O error: nothing of it is there", { timeout: LONG_MS }, async () => {
    const { end, whole } = await strike({ under: broken("not-written"), atATime: 1 });
    expectOneClearLine(end, FAILS);
    expect(whole).toEqual([]);
  });

  it("though it was written: all of it is there", { timeout: LONG_MS }, async () => {
    const { end, whole, refused } = await strike({
      under: broken("written-but-reported-failed"),
      atATime: 1,
    });
    expectOneClearLine(end, FAILS);
    expect(whole).toEqual(refused);
  });

  it.skipIf(!canInjectErrors)("by the system's own word on a sync", { timeout: LONG_MS }, async () => {
    const trace = path.join(dataDir, "trace");
    const file = path.join(dataDir, "executions.db-wal");
    const { end } = await strike({
      under: { under: injectSyncError({ file, atSync: 25, trace }) },
      atATime: 3,
    });
    expectOneClearLine(end, FAILS);
    const syncs = readFileSync(trace, "utf8").trim().split("\n");
    expect(syncs.filter((line) => line.includes("EIO"))).toHaveLength(1);
    expect(syncs.at(-1)).toContain("EIO");
  });
});
