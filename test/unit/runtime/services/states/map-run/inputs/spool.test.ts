import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure, type Outcome } from "../../../../../../../runtime/asl/failure.ts";
import type { Json } from "../../../../../../../runtime/asl/json.ts";
import type { ChildWork } from "../../../../../../../runtime/services/states/map-run/child-work.ts";
import { openSpool, writeSpool } from "../../../../../../../runtime/services/states/map-run/inputs/spool.ts";

let folder: string;
const key = randomBytes(32);
const file = () => path.join(folder, "inputs", "run.inputs");
const spool = () => ({ file: file(), key });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-spool-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* each(work: readonly Outcome<ChildWork>[]): AsyncGenerator<Outcome<ChildWork>> {
  yield* work;
}

describe("a spool of inputs", () => {
  it("gives back every input by its place", async () => {
    const child = fc.record({ input: fc.jsonValue(), itemCount: fc.integer({ min: 1, max: 100_000 }) });
    const property = fc.asyncProperty(fc.array(child), async (work) => {
      const plain = JSON.parse(JSON.stringify(work)) as ChildWork[];
      await writeSpool(spool(), each(plain));
      const inputs = await openSpool(spool());
      expect(inputs.length).toBe(plain.length);
      expect(inputs.itemCount).toBe(plain.reduce((sum, { itemCount }) => sum + itemCount, 0));
      for (let index = plain.length - 1; index >= 0; index--) expect(inputs.at(index)).toEqual(plain[index]);
      inputs.close({ forget: true });
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it("is for its owner's eyes only, and gone when it is forgotten", async () => {
    await writeSpool(spool(), each([{ input: "secret", itemCount: 1 }]));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), "utf8")).not.toContain("secret");
    const inputs = await openSpool(spool());
    inputs.close({ forget: false });
    expect(readdirSync(path.dirname(file()))).toEqual(["run.inputs"]);
    inputs.close({ forget: true });
    expect(readdirSync(path.dirname(file()))).toEqual([]);
  });

  it("is not believed when it was changed", async () => {
    await writeSpool(spool(), each([{ input: [1, 2], itemCount: 1 }]));
    const line = readFileSync(file(), "latin1");
    writeFileSync(
      file(),
      line.replace(/.(?=.\n)/, (character) => (character === "A" ? "B" : "A")),
    );
    const inputs = await openSpool(spool());
    expect(() => inputs.at(0)).toThrow();
    inputs.close({ forget: true });
  });

  it("leaves nothing behind when reading fails", async () => {
    const failure = new Failure("States.ItemReaderFailed", "no");
    const many = Array.from({ length: 2000 }, (_, at) => ({ input: "x".repeat(500) as Json, itemCount: at }));
    expect(await writeSpool(spool(), each([...many, failure]))).toBe(failure);
    expect(readdirSync(path.dirname(file()))).toEqual([]);
  });
});
