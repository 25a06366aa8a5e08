import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const PROGRAM = path.resolve(import.meta.dirname, "heap-growth.ts");
const MOST_GROWTH_BYTES = 10_000_000;

it("a thousand definitions leave nothing in the heap", () => {
  const printed = execFileSync(process.execPath, ["--expose-gc", "--no-warnings", PROGRAM], {
    encoding: "utf8",
  });
  const bytes = JSON.parse(printed) as number[];
  const settled = Math.max(...bytes.slice(1, 3));
  expect(bytes.at(-1)).toBeLessThan(settled + MOST_GROWTH_BYTES);
});
