import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedAws } from "../runtime/kernel/embedded-aws.ts";
import { createLog } from "../runtime/kernel/log.ts";
import { allServices } from "../runtime/services/all.ts";

const SUITE = path.resolve(import.meta.dirname, "../../shared/conformance");
const SET_UP_BY_RUNNER = ["sqs", "sns", "dynamodb", "s3", "logs", "events", "secretsmanager", "ssm", "sts"];

/**
 * `npm run conformance -- [--cases DIR] [--area A] [--json FILE] [--verbose]`: starts the runtime on a free port and
 * replays what AWS Step Functions answered against it. Without the folder of cases there is nothing to compare with.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cases: { type: "string" },
      area: { type: "string" },
      json: { type: "string" },
      min: { type: "string" },
      case: { type: "string" },
      kind: { type: "string" },
      timeout: { type: "string" },
      verbose: { type: "boolean" },
    },
  });
  const runner = path.join(SUITE, "run.mjs");
  const missing = [runner, values.cases ?? runner].find((file) => !existsSync(file));
  if (missing !== undefined) {
    console.log(
      `There is no ${missing}: the recorded cases are not part of this repository, nothing was compared.`,
    );
    return 0;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "repave-conformance-"));
  const log = createLog((line) => process.stderr.write(line), Date.now);
  const aws = await startEmbeddedAws({
    services: allServices,
    dataDir,
    port: 0,
    log: { ...log, info: () => {} },
  });
  const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
  const services = SET_UP_BY_RUNNER.filter((name) => aws.runtime.aws.supports(name, PROBES[name] ?? ""));
  const options = Object.entries(values).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  );
  const credentials = `${accessKeyId}:${secretAccessKey}`;
  const args = [
    "--endpoint",
    aws.endpoint,
    "--credentials",
    credentials,
    "--services",
    services.join(","),
    ...options,
  ];
  const status = await run(runner, args);
  await aws.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return status;
}

/** An operation that tells whether a service is there. */
const PROBES: Readonly<Record<string, string>> = {
  sqs: "SendMessage",
  sns: "Publish",
  dynamodb: "PutItem",
  s3: "PutObject",
  logs: "PutLogEvents",
  events: "PutEvents",
  secretsmanager: "GetSecretValue",
  ssm: "GetParameter",
  sts: "AssumeRole",
};

function run(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 2)));
}

process.exitCode = await main();
