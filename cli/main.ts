import { Command, CommanderError } from "commander";
import { loadCommand, loadCommands } from "./commands/all.ts";
import { exitCodes } from "./exit-codes.ts";
import { describeFailure } from "./report-error.ts";
import { readVersion } from "./version.ts";

// Who reads the output may stop early, as `head` does: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.ok);
});
process.exitCode = await run(process.argv.slice(2));

/** Runs one command line and returns its exit code; whatever goes wrong is told on standard error. */
async function run(words: readonly string[]): Promise<number> {
  if (words.includes("--no-color")) process.env.NO_COLOR = "1";
  try {
    const program = await buildProgram(words[0]);
    await program.parseAsync([...words], { from: "user" });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof Error && error.name === "AbortError") return exitCodes.interrupted;
    const { lines, exitCode } = describeFailure(error);
    process.stderr.write(`${lines.join("\n")}\n`);
    return exitCode;
  }
}

/** Loads only the command that is called, since each brings SDK clients with it; all of them for the help. */
async function buildProgram(word: string | undefined): Promise<Command> {
  const program = new Command("repave")
    .description("One message becomes a running, validated, audited application.")
    .version(await readVersion())
    .option("--no-color", "plain text (NO_COLOR does the same)")
    .addHelpText(
      "after",
      "\nExit codes: 0 ok, 1 failed outcome, 2 usage, 3 port in use, 4 folder locked, 5 not reachable, 6 refused, 7 no disk, 8 damaged folder, 70 defect, 130 interrupted.",
    )
    .enablePositionalOptions()
    .showHelpAfterError("→ `--help` tells what it takes.")
    .exitOverride();
  const one = word === undefined ? undefined : await loadCommand(word);
  for (const command of one === undefined ? await loadCommands() : [one]) {
    program.addCommand(command);
  }
  return inheriting(program);
}

/** Commands within commands end as the program does: by an exception, with its exit codes. */
function inheriting(command: Command): Command {
  for (const inner of command.commands) inheriting(inner.copyInheritedSettings(command));
  return command;
}
