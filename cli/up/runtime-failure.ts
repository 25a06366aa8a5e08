import { CliError } from "../cli-error.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { RuntimeOptions, ServiceSet } from "./runtime-options.ts";

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to standard error. */
  readonly words: string;
  /** Why, when it said so itself. */
  readonly failed: FailedLine | undefined;
}

/** What the runtime prints when it cannot start. */
export interface FailedLine {
  readonly event: "failed";
  readonly reason: string;
  readonly message: string;
}

interface Explanation {
  readonly exitCode: ExitCode;
  readonly advice: (options: RuntimeOptions) => string;
}

/** What starts it again, up to the options. */
const startWords = {
  all: "npm start --",
  states: "npx repave sfn",
} satisfies Record<ServiceSet, string>;

const explanations: Readonly<Record<string, Explanation>> = {
  "port-in-use": {
    exitCode: exitCodes.portInUse,
    advice: ({ port, services = "all" }) =>
      `See who it is with \`lsof -i :${port}\`, or take another: ${startWords[services]} --port ${port + 1}`,
  },
  "port-refused": {
    exitCode: exitCodes.portInUse,
    advice: ({ services = "all" }) => `Take one above 1023: ${startWords[services]} --port 4567`,
  },
  "folder-locked": {
    exitCode: exitCodes.locked,
    advice: ({ port, dataDir, services = "all" }) =>
      `Use the one that runs, or start a second one: ${startWords[services]} --data-dir ${dataDir}-2 --port ${port + 1}`,
  },
  "no-disk": {
    exitCode: exitCodes.noDisk,
    advice: () => "Free some space, or name another folder with --data-dir.",
  },
  damaged: {
    exitCode: exitCodes.damaged,
    advice: ({ dataDir, services = "all" }) =>
      `Leave it as it is and start beside it: ${startWords[services]} --data-dir ${dataDir}-2`,
  },
};

/** Why the runtime did not come up, in its own words, with the exit code of the cause. */
export function couldNotStart(end: ProcessEnd, options: RuntimeOptions): Error {
  const { code, signal, failed, words } = end;
  const said = failed?.message ?? words.trim();
  return (
    explained(end, options) ??
    new Error(`the runtime could not start (exit code ${code ?? signal})${said === "" ? "" : `:\n${said}`}`)
  );
}

const nothingLost = {
  all: "Nothing is lost: `npm start` carries on with the releases under way.",
  states: "Nothing is lost: `npx repave sfn` carries on with the executions under way.",
} satisfies Record<ServiceSet, string>;

/** Why a runtime that ran is gone. */
export function endedUnexpectedly(end: ProcessEnd, options: RuntimeOptions): Error {
  const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
  const said = end.failed?.message ?? end.words.trim();
  return (
    explained(end, options) ??
    new CliError(`the runtime ended ${how}${said === "" ? "" : `:\n${said}`}`, {
      exitCode: exitCodes.failed,
      advice: nothingLost[options.services ?? "all"],
    })
  );
}

function explained({ failed }: ProcessEnd, options: RuntimeOptions): CliError | undefined {
  const explanation = explanations[failed?.reason ?? ""];
  if (failed === undefined || explanation === undefined) return undefined;
  return new CliError(failed.message, {
    exitCode: explanation.exitCode,
    advice: explanation.advice(options),
  });
}
