import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { projectRoot } from "../project-root.ts";

/** Runs a program of this project under the Node that runs now; gives its output, or throws what it said. */
export async function runProgram(
  words: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", ...words],
      {
        cwd: projectRoot,
        env: { ...process.env, ...options.environment },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
    );
    return stdout.trim();
  } catch (error) {
    options.signal?.throwIfAborted();
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const said = (stderr + stdout).trim();
    throw new CliError(`${words[0]} failed:\n${said}`, { exitCode: exitCodes.defect, cause: error });
  }
}
