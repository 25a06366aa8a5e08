import { parseArgs } from "node:util";
import { type WorkerStage, workerStages } from "../core/worker-request.ts";
import { publish } from "./base-image/publish.ts";
import { runCommand } from "./run-command.ts";

// Everything is imported at once on purpose: bundled into one file, that is loaded twice as fast as modules that are
// imported when they are needed, for esbuild wraps those in functions and keeps all they export.

const usage = `usage: worker bake|provision|validate   (REPAVE_REQUEST names the SecureString with the request)
       worker base-image --root DIR --name NAME --parameter PARAMETER`;

/** Runs one command; the exit code tells Run Command how it ended: 0 done, 1 failed, 2 misused. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "base-image") return publishBaseImage(rest);
  const requestName = process.env.REPAVE_REQUEST;
  if (!isStage(command) || requestName === undefined) {
    console.error(usage);
    return 2;
  }
  return runCommand(command, requestName);
}

async function publishBaseImage(args: readonly string[]): Promise<number> {
  const options = {
    root: { type: "string" },
    name: { type: "string" },
    parameter: { type: "string" },
  } as const;
  const { root, name, parameter } = parseArgs({ args: [...args], options }).values;
  if (root === undefined || name === undefined || parameter === undefined) {
    console.error(usage);
    return 2;
  }
  console.log(await publish({ root, name, parameter }));
  return 0;
}

function isStage(command: string | undefined): command is WorkerStage {
  return (workerStages as readonly (string | undefined)[]).includes(command);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
