import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectProcesses, programOf } from "../../../../worker/inspect/processes.ts";

describe("programOf", () => {
  it.each([
    ["/usr/bin/node\0server.js\0--token=s3cr3t\0", "node"],
    ["node\0", "node"],
    ["sshd: /usr/sbin/sshd -D [listener]", "sshd:"],
    ["", ""],
  ])("%j → %j", (commandLine, program) => {
    expect(programOf(commandLine)).toBe(program);
  });
});

describe.runIf(process.platform === "linux")("inspectProcesses", () => {
  it("finds the processes inside a root, with their users, and none of their arguments", async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "repave-processes-")));
    const program = "console.log('up'); setInterval(() => 0, 1000)";
    const child = spawn(process.execPath, ["-e", program, "--", "--token=s3cr3t"], { cwd: root });
    try {
      await once(child.stdout, "data");
      const found = inspectProcesses(root);
      expect(found).toEqual([{ pid: child.pid, userId: process.getuid?.(), program: "node" }]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
