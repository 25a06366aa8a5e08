import { Command } from "commander";
import { runSfn } from "../sfn/run-sfn.ts";
import { stopRequest } from "../up/stop-request.ts";
import { parsePort } from "./options.ts";

/** Step Functions alone on this machine, for any SDK, CLI or framework that takes an endpoint URL. */
export function sfnCommand(): Command {
  return new Command("sfn")
    .description("start just Step Functions on this machine, with what its tasks call")
    .option("--port <number>", "port to listen on, on 127.0.0.1", "8083")
    .option("--data-dir <folder>", "where it keeps its state", ".repave-sfn")
    .option("--no-color", "plain text")
    .addHelpText(
      "after",
      "\nBeside it on the same endpoint: lambda, logs, events, sns, sqs, dynamodb, s3, ssm, sts, iam and kms. Executions\ngo on after Ctrl-C, a crash or a kill with the next start on the same folder.",
    )
    .action(sfn);
}

async function sfn({ port, dataDir }: { readonly port: string; readonly dataDir: string }): Promise<void> {
  const options = { port: parsePort(port), dataDir, services: "states" } as const;
  await runSfn({ options, signal: stopRequest(), write: (text) => void process.stdout.write(text) });
}
