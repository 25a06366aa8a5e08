import { beforeAll, expect, it } from "vitest";
import { freePort, start, temporaryFolder } from "./support/repave.ts";
import { listProcessIds, readProcessFile } from "./support/worker-process.ts";

/** What is built lies in the project and not in the data folder: it is there before the disk is full. */
beforeAll(() => start(process.execPath, ["scripts/package.ts"]).ended);

/** `ulimit -f` counts in KiB in bash, in half ones elsewhere: from what the first database needs to what a deployment does. */
const moments = [
  ["at the start", 8],
  ["during the deployment", 600],
] as const;

it.each(moments)(
  "without disk %s says so in one line, with exit code 7 and nothing left",
  async (_, limit) => {
    const dataDir = temporaryFolder();
    const port = String(await freePort());
    const up = `exec "${process.execPath}" bin/repave.mjs up --once --port ${port} --data-dir "${dataDir}"`;
    const { code, stdout, stderr } = await start("bash", ["-c", `ulimit -f ${limit}; ${up}`]).ended;
    expect({ code, stdout }, stderr).toEqual({ code: 7, stdout: "" });
    expect(stderr.match(/^✖ .*/gm)).toEqual([
      expect.stringMatching(/no space is left on the disk|the disk is full or does not work/),
    ]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(listProcessIds().filter((pid) => readProcessFile(pid, "cmdline").includes(dataDir))).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  },
);
