import { Command } from "commander";
import pc from "picocolors";
import { type Check, examine } from "../doctor/examine.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatResult, type OutputFormat, outputFormats, parseOutputFormat } from "../terminal/output.ts";

interface DoctorOptions {
  readonly port: string;
  readonly dataDir: string;
  readonly output: OutputFormat;
}

/** Says what repave needs and finds on this machine, and what to do about what is missing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("what is there and what is not on this machine, and what to do")
    .option("--data-dir <folder>", "folder of the runtime on this machine", ".repave")
    .option("--port <number>", "port of the runtime on this machine", "4566")
    .option("--output <format>", outputFormats.join(", "), parseOutputFormat, "table" as OutputFormat)
    .option("--no-color", "plain text")
    .action(doctor);
}

const marks = { ok: pc.green("✔"), note: pc.yellow("!"), missing: pc.red("✖") } as const;

async function doctor(options: DoctorOptions): Promise<void> {
  const checks = await examine({ port: Number(options.port), dataDir: options.dataDir });
  const columns = {
    "": (check: Check) => marks[check.status],
    what: (check: Check) => check.name,
    found: (check: Check) => check.found,
    "what to do": (check: Check) => check.advice ?? "",
  };
  process.stdout.write(formatResult({ value: checks, rows: checks, columns, empty: "" }, options.output));
  if (checks.some((check) => check.status === "missing")) process.exitCode = exitCodes.failed;
}
