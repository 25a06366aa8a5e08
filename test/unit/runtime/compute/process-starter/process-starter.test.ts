import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { createProcessStarter } from "../../../../../runtime/compute/process-starter/process-starter.ts";
import { identifyProcess } from "../../../../../runtime/compute/process-table.ts";
import { systemClock } from "../../../../../runtime/kernel/clock.ts";
import { eventually } from "../../../../support/eventually.ts";

const starter = createProcessStarter(systemClock);
afterAll(() => starter.close());

function start(file: string, ...args: string[]) {
  const printed = { stdout: "", stderr: "" };
  const process = starter.start(
    { file, args, cwd: tmpdir(), environment: { PATH: "/usr/bin:/bin" } },
    {
      stdout: (chunk) => {
        printed.stdout += chunk.toString();
      },
      stderr: (chunk) => {
        printed.stderr += chunk.toString();
      },
    },
  );
  return { process, printed };
}

describe("a process starter", () => {
  it("tells who runs, what it prints and how it ends", async () => {
    const { process, printed } = start("sh", "-c", "echo out; echo err >&2; exit 3");
    await process.started;
    expect(process.identity?.pid).toBeGreaterThan(0);
    expect(await process.exited).toEqual({ code: 3, signal: null });
    expect(printed).toEqual({ stdout: "out\n", stderr: "err\n" });
  });

  it("hands on all of a long output, in its order", async () => {
    const { process, printed } = start("seq", "1", "200000");
    await process.exited;
    const lines = printed.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(200_000);
    expect(lines.every((line, at) => line === String(at + 1))).toBe(true);
  });

  it.each([
    ["is not there", "no-such-program", []],
    ["is given too much", "echo", ["x".repeat(3_000_000)]],
  ])("tells that a program %s", async (_what, file, args) => {
    const { process } = start(file, ...args);
    await process.started;
    expect(await process.exited).toMatchObject({ code: null, error: expect.any(Error) });
    expect((await start("true").process.exited).code).toBe(0);
  });

  it("ends a process before it was told of its start", async () => {
    const { process } = start("sleep", "60");
    expect(await process.end(60_000)).toEqual({ code: null, signal: "SIGTERM" });
  });

  it.runIf(process.platform === "linux")(
    "ends everything when its program is killed, and begins anew",
    async () => {
      const { process: lost, printed } = start("sh", "-c", "echo $PPID; sleep 60 & wait");
      const programPid = await eventually("the program's pid", () => Number(printed.stdout) || undefined);
      const members = lost.members();
      process.kill(programPid, "SIGKILL");
      expect(await lost.exited).toEqual({ code: null, signal: "SIGKILL" });
      await eventually("its processes to be gone", () =>
        members.every((pid) => identifyProcess(pid) === undefined) ? true : undefined,
      );
      expect((await start("true").process.exited).code).toBe(0);
    },
  );
});
