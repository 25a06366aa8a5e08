import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { readRuntimeFile } from "../target/runtime-file.ts";
import { isDataFolder } from "../up/data-folder.ts";

interface ResetOptions {
  readonly dataDir: string;
  readonly yes?: true;
}

/** Clears what the runtime on this machine keeps: every release, image, log and ledger record. */
export function resetCommand(): Command {
  return new Command("reset")
    .description("clear the runtime's folder: applications, images, ledger, keys")
    .option("--data-dir <folder>", "folder of the runtime on this machine", ".repave")
    .option("--yes", "do not ask")
    .action(reset);
}

async function reset(options: ResetOptions): Promise<void> {
  const folder = resolve(options.dataDir);
  const runtime = await readRuntimeFile(folder);
  if (runtime !== undefined) throw stillRunning(folder, runtime.pid);
  const kind = await isDataFolder(folder);
  if (kind === "absent")
    return void process.stdout.write(`There is no ${options.dataDir}: nothing to clear.\n`);
  if (kind === "other") throw notOurs(folder);
  if (options.yes !== true && !(await confirm(folder)))
    throw new CliError("not confirmed: nothing is cleared", { advice: "Answer y, or give --yes." });
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`${options.dataDir} is cleared.\n`);
}

async function confirm(folder: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `Delete ${folder} with all releases, images, keys and the ledger? [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function stillRunning(folder: string, pid: number): CliError {
  return new CliError(`a runtime is running on ${folder} (process ${pid})`, {
    exitCode: exitCodes.locked,
    advice: `Stop it first: Ctrl-C where \`npm start\` runs, or kill ${pid}`,
  });
}

function notOurs(folder: string): CliError {
  return new CliError(`${folder} is not a data folder of repave: it holds no runtime state`, {
    advice: "Name the folder that `npm start` uses with --data-dir.",
  });
}
