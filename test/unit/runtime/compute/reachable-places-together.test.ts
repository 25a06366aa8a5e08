import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const LEFT_OVER = 300;
const prefix = path.join(tmpdir(), "repave-instances-together");
const folders = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), "repave-together-")));
afterAll(() => {
  for (const folder of [...folders, ...globSync(`${prefix}*`)])
    rmSync(folder, { recursive: true, force: true });
});

async function choosePlaces(dataDir: string): Promise<unknown> {
  const script = `
    import { chooseInstancePlaces } from "${path.resolve("runtime/compute/reachable-places.ts")}";
    chooseInstancePlaces(process.argv[1], true);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, dataDir], { stdio: "ignore" });
  const [code] = await once(child, "exit");
  return code;
}

describe.runIf(process.getuid?.() === 0)("two runtimes that start together", () => {
  it("both find their places while both clear what gone data folders left", async () => {
    for (let index = 0; index < LEFT_OVER; index++) {
      mkdirSync(`${prefix}${index}`, { mode: 0o700 });
      writeFileSync(path.join(`${prefix}${index}`, "data-folder"), "/nonexistent/data");
    }
    expect(await Promise.all(folders.map(choosePlaces))).toEqual([0, 0]);
    expect(globSync(`${prefix}*`)).toEqual([]);
  });
});
