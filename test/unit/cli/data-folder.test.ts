import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isDataFolder } from "../../../cli/up/data-folder.ts";
import { startTestRuntime } from "../../support/runtime.ts";

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "repave-folder-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it("knows the folder of a runtime that has stopped", async () => {
  const dataDir = folder();
  const aws = await startTestRuntime({ services: [], dataDir });
  await aws.stop();
  expect(await isDataFolder(dataDir)).toBe("ours");
});

it("knows an empty one, one of somebody else, and none", async () => {
  const other = folder();
  expect(await isDataFolder(other)).toBe("ours");
  writeFileSync(path.join(other, "thesis.txt"), "");
  expect(await isDataFolder(other)).toBe("other");
  expect(await isDataFolder(path.join(other, "nothing"))).toBe("absent");
});
