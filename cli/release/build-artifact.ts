import { execFile } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { type Artifact, packFolder } from "./pack.ts";
import type { ApplicationFolder } from "./read-application.ts";

/** Runs the build that `repave.yaml` names, if it names one, and packs the folder that holds what is to be released. */
export async function buildArtifact({ folder, configuration }: ApplicationFolder): Promise<Artifact> {
  const { build, directory = "." } = configuration.artifact ?? {};
  const target = join(folder, directory);
  if (relative(folder, target).startsWith("..")) {
    throw new CliError(`artifact.directory must be inside ${folder}; it is "${directory}"`);
  }
  if (build !== undefined) await runBuild(folder, build);
  return packFolder(target);
}

/** The build finds the Node that runs now first in its PATH, as `npm run` would have it. */
async function runBuild(folder: string, [program = "", ...words]: readonly string[]): Promise<void> {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ""}`;
  try {
    await promisify(execFile)(program, words, { cwd: folder, env: { ...process.env, PATH } });
  } catch (cause) {
    const { stdout = "", stderr = "", message } = cause as Error & { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim() || message;
    throw new CliError(`the build \`${[program, ...words].join(" ")}\` failed:\n${said}`, {
      exitCode: exitCodes.failed,
      cause,
    });
  }
}
