import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { findSandbox } from "../../../../runtime/compute/find-sandbox.ts";
import { killLeftovers } from "../../../../runtime/compute/leftover-processes.ts";
import { processGroupSandbox } from "../../../../runtime/compute/process-group-sandbox.ts";
import { createProcessStarter } from "../../../../runtime/compute/process-starter/process-starter.ts";
import type { Sandbox } from "../../../../runtime/compute/sandbox.ts";
import { systemClock } from "../../../../runtime/kernel/clock.ts";
import { eventually } from "../../../support/eventually.ts";

const options = { node: process.execPath };
const found = findSandbox(options);
const sandboxes: readonly (readonly [string, Sandbox])[] =
  found.kind === "bwrap"
    ? [
        [found.kind, found],
        ["process-group", processGroupSandbox(options)],
      ]
    : [[found.kind, found]];

const starter = createProcessStarter(systemClock);
afterAll(() => starter.close());

describe("processes of instances", () => {
  let root: string;
  beforeEach(() => {
    root = join(realpathSync(mkdtempSync(join(tmpdir(), "repave-run-"))), "i-1/root");
    mkdirSync(root, { recursive: true });
  });
  afterEach(() => rmSync(join(root, "../.."), { recursive: true }));

  describe.each(sandboxes)("in a %s", (_kind, sandbox) => {
    function start(script: string, environment: Record<string, string> = {}) {
      let output = "";
      const print = (chunk: Buffer) => {
        output += chunk;
      };
      const launch = sandbox.prepare(root, { command: ["sh", "-c", script], environment });
      const running = starter.start(launch, { stdout: print, stderr: print });
      return { running, output: () => output };
    }

    it("see only the environment that they are given, and their root", async () => {
      const { running, output } = start("echo here > file; cat file; env", { GREETING: "hello" });
      expect((await running.exited).code).toBe(0);
      const lines = output().trim().split("\n");
      expect(lines[0]).toBe("here");
      const names = lines.slice(1).map((line) => line.split("=")[0]);
      expect(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name ?? "")).sort()).toEqual([
        "GREETING",
        "HOME",
        "PATH",
      ]);
      expect(readFileSync(join(root, "file"), "utf8")).toBe("here\n");
    });

    it("end with everything that they started", async () => {
      const { running, output } = start("trap '' TERM; sleep 60 & echo begun; wait; sleep 60");
      await eventually("the script to begin", () => output().includes("begun") || undefined);
      const members = running.members();
      expect(members.length).toBeGreaterThanOrEqual(2);
      await running.end(20);
      expect(members.filter((pid) => existsSync(`/proc/${pid}/exe`))).toEqual([]);
    });

    it("leave nothing behind when they end by themselves", async () => {
      const { running, output } = start("sleep 60 & echo $!");
      expect((await running.exited).code).toBe(0);
      expect(output()).toMatch(/^\d+\n$/);
      await eventually("its children to be gone", () => running.members().length === 0 || undefined);
    });
  });

  it.runIf(process.platform === "linux")(
    "of an earlier run are found, recorded or not, and ended",
    async () => {
      const child = spawn("sleep", ["60"], { cwd: root, detached: true, stdio: "ignore" });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const stranger = { pid: process.pid, startTime: "another time" };
      const instancesDir = join(root, "../..");
      expect(await killLeftovers({ recorded: [stranger], instancesDir, clock: systemClock })).toBe(1);
      await ended;
    },
  );
});
