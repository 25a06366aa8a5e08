import { CliError } from "../cli-error.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { RuntimeOptions } from "./runtime-process.ts";

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What the runtime prints when it cannot start. */
export interface FailedLine {
  readonly event: "failed";
  readonly reason: string;
  readonly message: string;
}

interface FailedStart extends RuntimeOptions {
  readonly end: ProcessEnd;
  readonly line?: FailedLine;
  /** The end of what it wrote to standard error. */
  readonly words: string;
}

interface Explanation {
  readonly exitCode: ExitCode;
  readonly advice: (options: RuntimeOptions) => string;
}

const explanations: Readonly<Record<string, Explanation>> = {
  "port-in-use": {
    exitCode: exitCodes.portInUse,
    advice: ({ port }) =>
      `See who it is with \`lsof -i :${port}\`, or take another: npm start -- --port ${port + 1}`,
  },
  "folder-locked": {
    exitCode: exitCodes.locked,
    advice: () =>
      "Use the one that runs, or start a second one: npm start -- --data-dir .repave-2 --port 4567",
  },
  "no-disk": {
    exitCode: exitCodes.noDisk,
    advice: () => "Free some space, or name another folder with --data-dir.",
  },
};

/** Why the runtime did not come up, in its own words, with the exit code of the cause. */
export function couldNotStart(failed: FailedStart): Error {
  const explanation = explanations[failed.line?.reason ?? ""];
  if (failed.line === undefined || explanation === undefined) return defect(failed);
  return new CliError(failed.line.message, {
    exitCode: explanation.exitCode,
    advice: explanation.advice(failed),
  });
}

/** Why a runtime that ran is gone. */
export function endedUnexpectedly(end: ProcessEnd, dataDir: string): CliError {
  const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
  return new CliError(`the runtime ended ${how}`, {
    exitCode: exitCodes.failed,
    advice: `Its log is ${dataDir}/runtime.log. Nothing is lost: \`npm start\` carries on with the releases under way.`,
  });
}

function defect({ end, line, words }: FailedStart): Error {
  const said = line?.message ?? words.trim();
  return new Error(
    `the runtime could not start (exit code ${end.code ?? end.signal})${said === "" ? "" : `:\n${said}`}`,
  );
}
