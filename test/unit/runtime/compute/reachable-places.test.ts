import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseInstancePlaces } from "../../../../runtime/compute/reachable-places.ts";

let closed: string;
let dataDir: string;

/** `mkdtemp` makes folders that only their owner may enter. */
beforeEach(() => {
  closed = mkdtempSync(join(tmpdir(), "repave-places-"));
  dataDir = join(closed, "data");
});
afterEach(() => rmSync(closed, { recursive: true, force: true }));

describe("the places of instances", () => {
  it("are the data folder and the runtime's Node when instances run as the runtime's user", () => {
    expect(chooseInstancePlaces(dataDir, false)).toEqual({
      instancesDir: join(dataDir, "instances"),
      node: process.execPath,
    });
  });
});

describe.runIf(process.getuid?.() === 0)("the places of instances with a user of their own", () => {
  it("are elsewhere when those cannot reach the data folder, to be passed through only", () => {
    const { instancesDir } = chooseInstancePlaces(dataDir, true);
    expect(instancesDir.startsWith(closed)).toBe(false);
    expect(statSync(instancesDir).uid).toBe(0);
    expect(statSync(instancesDir).mode & 0o777).toBe(0o711);
    expect(chooseInstancePlaces(dataDir, true).instancesDir).toBe(instancesDir);
    rmSync(instancesDir, { recursive: true });
  });

  it("are cleared when their data folder is gone", () => {
    const { instancesDir } = chooseInstancePlaces(dataDir, true);
    const other = join(closed, "other");
    const { instancesDir: ofOther } = chooseInstancePlaces(other, true);
    expect(existsSync(instancesDir)).toBe(false);
    rmSync(ofOther, { recursive: true });
  });
});
