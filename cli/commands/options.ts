import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { TargetOptions } from "../target/target.ts";
import { type OutputFormat, outputFormats, parseOutputFormat } from "../terminal/output.ts";

/** The options of a command that prints a result. */
export interface ListOptions extends TargetOptions {
  readonly output: OutputFormat;
}

/** Where the calls go: the same options on every command that makes some. */
export function withTargetOptions(command: Command): Command {
  return command
    .option("--data-dir <folder>", "folder of the runtime on this machine", ".repave")
    .option("--profile <name>", "use AWS with this profile")
    .option("--region <name>", "use AWS in this region")
    .option("--no-color", "plain text");
}

/** The same, and how the result is written. */
export function withListOptions(command: Command): Command {
  return withTargetOptions(command).option(
    "--output <format>",
    outputFormats.join(", "),
    parseOutputFormat,
    "table" as OutputFormat,
  );
}

/** The number given to `--limit`. */
export function parseLimit(word: string): number {
  const limit = Number(word);
  if (/^\d+$/.test(word) && limit >= 1 && limit <= 1000) return limit;
  throw new CliError(`--limit takes a number from 1 to 1000; it was given "${word}"`);
}

/** The number given to `--port`; 0 takes a free one. */
export function parsePort(word: string): number {
  const port = Number(word);
  if (/^\d+$/.test(word) && port <= 65_535) return port;
  throw new CliError(`--port takes a number from 0 to 65535; it was given "${word}"`);
}
