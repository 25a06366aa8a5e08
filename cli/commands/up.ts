import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { runUp, type UpOptions } from "../up/run-up.ts";
import { stopRequest } from "../up/stop-request.ts";
import { parsePort } from "./options.ts";

interface UpWords {
  readonly port: string;
  readonly dataDir: string;
  readonly example: string;
  readonly once?: boolean;
}

/** Everything on this machine: build, package, embedded AWS, deployment, the example released and followed. */
export function upCommand(): Command {
  return new Command("up")
    .description("start everything on this machine and release the example (npm start)")
    .option("--port <number>", "port of the embedded AWS, on 127.0.0.1", "4566")
    .option("--data-dir <folder>", "where it keeps its state", ".repave")
    .option("--example <folder>", "the application to release first", "examples/hello-web")
    .option("--once", "release, print the outcome as one JSON line, stop everything")
    .option("--no-color", "plain text")
    .action(up);
}

async function up(words: UpWords): Promise<void> {
  const signal = stopRequest();
  const options = parse(words);
  const succeeded = await runUp(options, signal);
  if (options.once && signal.aborted) process.exitCode = exitCodes.interrupted;
  else if (!succeeded) process.exitCode = exitCodes.failed;
}

function parse({ port, dataDir, example, once = false }: UpWords): UpOptions {
  return { port: parsePort(port), dataDir, example, once };
}
