import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { digestOfInputs, filesBelow } from "../../../scripts/building/input-digest.ts";
import { zipFile } from "../../../scripts/building/zip.ts";

const folder = mkdtempSync(join(tmpdir(), "repave-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("zipFile", () => {
  it("gives the same bytes for the same content, whenever it was written", async () => {
    const source = join(folder, "index.mjs");
    writeFileSync(source, "export const answer = 42;\n");
    await zipFile({ source, name: "index.mjs", target: join(folder, "one.zip") });
    utimesSync(source, 1, 1);
    await zipFile({ source, name: "index.mjs", target: join(folder, "two.zip") });
    expect(sha256(join(folder, "two.zip"))).toBe(sha256(join(folder, "one.zip")));
  });
});

describe("digestOfInputs", () => {
  it("changes with a file's content and name, and with nothing else", () => {
    const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
    write("serverless.yml", "service: a\n");
    const first = digestOfInputs(folder);
    write("unrelated.txt", "x");
    expect(digestOfInputs(folder)).toBe(first);
    write("serverless.yml", "service: b\n");
    expect(digestOfInputs(folder)).not.toBe(first);
  });

  it("lists files in the order of their names, and nothing for what is not there", () => {
    expect(filesBelow(folder, "nowhere")).toEqual([]);
    expect(filesBelow(folder, "serverless.yml")).toEqual(["serverless.yml"]);
  });
});
