import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../project-root.ts";
import { runProgram } from "./run-program.ts";

/** A file of the package and its key in the deployment bucket. */
export interface PackagedFile {
  readonly key: string;
  /** Relative to the project. */
  readonly file: string;
}

/** What is deployed, as `npm run package` wrote it. */
export interface DeploymentPackage {
  /** The same for the same inputs. */
  readonly digest: string;
  readonly template: PackagedFile;
  readonly files: readonly PackagedFile[];
  /** What packaging said of itself, in one phrase. */
  readonly summary: string;
}

/** Builds and packages what has changed since the last time (`npm run package`). */
export async function packageProject(signal: AbortSignal): Promise<DeploymentPackage> {
  const output = await runProgram(["scripts/package.ts"], { signal });
  const artifacts = JSON.parse(await readProject("dist/package/artifacts.json")) as Pick<
    DeploymentPackage,
    "template" | "files"
  >;
  const { digest } = JSON.parse(await readProject("dist/package.json")) as { digest: string };
  const summary =
    output
      .split("\n")
      .at(-1)
      ?.replace(/^dist\/package: /, "") ?? "";
  return { ...artifacts, digest, summary: summary.replace(/ \([\d.]+ s\)$/, "") };
}

/** Reads a file of the project as text. */
export function readProject(file: string): Promise<string> {
  return readFile(join(projectRoot, file), "utf8");
}
