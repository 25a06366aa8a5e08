import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Everything that decides what is in `dist/`: folders whole, files alone. */
const INPUTS = [
  "core",
  "functions",
  "infra",
  "scripts",
  "statemachine",
  "worker",
  "package-lock.json",
  "serverless.yml",
] as const;

/** sha256 over the paths and contents of all inputs of the build below `root`; the same inputs give the same digest anywhere. */
export function digestOfInputs(root: string): string {
  const hash = createHash("sha256");
  for (const path of INPUTS.flatMap((input) => filesBelow(root, input))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.update(process.env.AWS_REGION ?? "").digest("hex");
}

/** The files at or below `path`, relative to `root`, in the order of their names; none when it does not exist. */
export function filesBelow(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.isFile()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => filesBelow(root, `${path}/${name}`));
}
