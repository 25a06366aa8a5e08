import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const run = promisify(execFile);
const starter = new URL("../../../worker/start-program.ts", import.meta.url).href;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repave-start-program-"));
  file = join(folder, "program.mjs");
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts a program whose text has this body; gives what it printed. */
async function start(body: string, digest: string): Promise<string> {
  const program = { text: `(function(require){${body}})`, digest, name: "program.js" };
  await writeFile(
    file,
    `import { startProgram } from ${JSON.stringify(starter)};
    startProgram(${JSON.stringify(program)}, process.argv[1]);`,
  );
  const { stdout, stderr } = await run(process.execPath, ["--disable-warning=ExperimentalWarning", file]);
  return `${stdout}${stderr}`.trim();
}

const kept = () => readFile(`${file}.cache`);
const saying = (word: string) => `const say = () => console.log("${word}"); say();`;

describe("startProgram", () => {
  it("gives the program what it requires", async () => {
    expect(await start(`console.log(require("node:path").join("a", "b"))`, "d1")).toBe("a/b");
  });

  it("keeps what was compiled beside the program, readable by its owner alone, and uses it", async () => {
    expect(await start(saying("one"), "d1")).toBe("one");
    expect((await kept()).toString("latin1", 0, 2)).toBe("d1");
    const first = await stat(`${file}.cache`);
    expect(first.mode & 0o777).toBe(0o600);
    expect(await start(saying("one"), "d1")).toBe("one");
    expect((await stat(`${file}.cache`)).ino).toBe(first.ino);
    expect((await readdir(folder)).sort()).toEqual(["program.mjs", "program.mjs.cache"]);
  });

  it("runs another program of the same length anew, and keeps that", async () => {
    expect(await start(saying("one"), "d1")).toBe("one");
    expect(await start(saying("two"), "d2")).toBe("two");
    expect((await kept()).toString("latin1", 0, 2)).toBe("d2");
    expect(await start(saying("two"), "d2")).toBe("two");
  });

  it.each(["", "d", "d1", "d1 of another version of V8"])(
    "runs when %j was kept, and keeps better",
    async (content) => {
      await writeFile(`${file}.cache`, content);
      expect(await start(saying("one"), "d1")).toBe("one");
      expect((await kept()).length).toBeGreaterThan(100);
    },
  );

  it("does not use what is damaged", async () => {
    await start(saying("one"), "d1");
    const content = await kept();
    const damaged = Buffer.from(content);
    damaged.writeUInt8(damaged.readUInt8(content.length - 9) ^ 1, content.length - 9);
    await writeFile(`${file}.cache`, damaged);
    expect(await start(saying("one"), "d1")).toBe("one");
    expect((await kept()).equals(damaged)).toBe(false);
  });

  it("keeps nothing of a run that failed, which may have come to little", async () => {
    await expect(start("process.exitCode = 1;", "d1")).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["program.mjs"]);
  });

  it("tells when nothing can be kept, after the work is done", async () => {
    const body = `console.log("done"); require("node:fs").mkdirSync(process.argv[1] + ".cache/x", { recursive: true });`;
    const said = await start(body, "d1");
    expect(said).toContain("done");
    expect(said).toContain("what was compiled could not be kept");
  });
});
