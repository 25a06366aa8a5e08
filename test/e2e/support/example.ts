import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { projectRoot } from "./repave.ts";

/** What differs from examples/hello-web. */
export interface Variant {
  /** Members of repave.yaml that replace its own. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Files by their names, in place of the example's or besides them. */
  readonly files?: Readonly<Record<string, string>>;
}

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A copy of examples/hello-web with changes, in a temporary folder that is gone after the test file. */
export function exampleVariant({ configuration = {}, files = {} }: Variant): string {
  const folder = mkdtempSync(path.join(tmpdir(), "repave-example-"));
  folders.push(folder);
  cpSync(path.join(projectRoot, "examples/hello-web"), folder, { recursive: true });
  const yamlFile = path.join(folder, "repave.yaml");
  const original = parse(readFileSync(yamlFile, "utf8")) as Record<string, unknown>;
  writeFileSync(yamlFile, stringify({ ...original, ...configuration }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}
