import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { environmentOf, type RuntimeFile, readRuntimeFile } from "../target/runtime-file.ts";

/** `eval "$(repave env)"`: points any AWS client of this shell at the runtime on this machine. */
export function envCommand(): Command {
  return new Command("env")
    .description('print the variables that point AWS clients here: eval "$(npx repave env)"')
    .option("--data-dir <folder>", "folder of the runtime on this machine", ".repave")
    .option("--unset", "print what takes the variables away again")
    .action(printEnvironment);
}

async function printEnvironment(options: { readonly dataDir: string; readonly unset?: true }): Promise<void> {
  const lines = options.unset === true ? unsetLines() : exportLines(await findRuntime(options.dataDir));
  process.stdout.write(`${lines.join("\n")}\n`);
}

const variableNames = [
  "AWS_ENDPOINT_URL",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_DISABLE_HOST_PREFIX_INJECTION",
];

function exportLines(runtime: RuntimeFile): string[] {
  const quoted = Object.entries(environmentOf(runtime)).map(([name, value]) => `export ${name}='${value}'`);
  return [...quoted, "unset AWS_PROFILE AWS_SESSION_TOKEN"];
}

function unsetLines(): string[] {
  return [`unset ${variableNames.join(" ")}`];
}

async function findRuntime(dataDir: string): Promise<RuntimeFile> {
  const runtime = await readRuntimeFile(dataDir);
  if (runtime !== undefined) return runtime;
  throw new CliError(`no runtime is running on ${dataDir}`, {
    exitCode: exitCodes.unreachable,
    advice: "Start one with `npm start`, and leave it running.",
  });
}
