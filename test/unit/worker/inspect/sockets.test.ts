import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectProcesses } from "../../../../worker/inspect/processes.ts";
import { inspectSockets, parseListeningSockets } from "../../../../worker/inspect/sockets.ts";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0200007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65534        0 11111 1
   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 65534        0 22222 1
   2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 33333 1
   3: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 44444 1`;

describe("parseListeningSockets", () => {
  it("reads addresses in the kernel's order and leaves connections out", () => {
    expect(parseListeningSockets(table)).toEqual([
      { address: "127.0.0.2", port: 8080, inode: "11111" },
      { address: "::", port: 22, inode: "33333" },
      { address: "127.0.0.1", port: 80, inode: "44444" },
    ]);
  });
});

describe.runIf(process.platform === "linux")("processes and sockets of a root", () => {
  it("are those with a folder inside the root, and no others", async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "repave-inspect-")));
    const program =
      "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
    const child = spawn(process.execPath, ["-e", program], { cwd: root });
    try {
      const [chunk] = (await once(child.stdout, "data")) as [Buffer];
      const processes = inspectProcesses(root) ?? [];
      expect(processes.map(({ pid }) => pid)).toEqual([child.pid]);
      expect(processes[0]?.userId).toBe(process.getuid?.());
      expect(inspectSockets(processes)).toEqual([
        { address: "127.0.0.1", port: Number(chunk), pid: child.pid },
      ]);
    } finally {
      child.kill();
      rmSync(root, { recursive: true });
    }
  });
});
