import { openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import module from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";

module.enableCompileCache();
const { startEmbeddedAws } = await import("./kernel/embedded-aws.ts");
const { createLog } = await import("./kernel/log.ts");
const { describeFailure } = await import("./failure.ts");
const { makeDataFolder } = await import("./storage/data-folder.ts");

/** What `--services` takes; only the modules of the chosen ones are loaded. */
const serviceSets = {
  all: async () => (await import("./services/all.ts")).allServices,
  states: async () => (await import("./services/step-functions.ts")).stepFunctionsServices,
};

/**
 * The embedded AWS as a process. Prints one JSON line when it is ready, or one that says why it could not start, and
 * ends with the exit code of `failure.ts`. Writes `endpoint.json` (mode 0600) for other programs of the user.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4566" },
      "data-dir": { type: "string", default: ".repave" },
      region: { type: "string", default: "us-east-1" },
      account: { type: "string", default: "000000000000" },
      services: { type: "string", default: "all" },
    },
  });
  const services = await servicesOf(values.services);
  const dataDir = path.resolve(values["data-dir"]);
  const aws = await startEmbeddedAws({
    services,
    dataDir,
    port: Number(values.port),
    region: values.region,
    accountId: values.account,
    log: createLog(logFile(dataDir), Date.now),
    onStoreFailure: endWith,
  });
  const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
  const endpointFile = path.join(dataDir, "endpoint.json");
  const endpoint = {
    endpoint: aws.endpoint,
    region: values.region,
    accessKeyId,
    secretAccessKey,
    pid: process.pid,
  };
  writeFileSync(endpointFile, JSON.stringify(endpoint), { mode: 0o600 });
  stopOnRequest(async () => {
    rmSync(endpointFile, { force: true });
    await aws.stop();
  });
  process.stdout.write(
    `${JSON.stringify({ event: "ready", endpoint: aws.endpoint, region: values.region })}\n`,
  );
}

async function servicesOf(set: string) {
  if (set in serviceSets) return serviceSets[set as keyof typeof serviceSets]();
  throw new Error(`--services takes ${Object.keys(serviceSets).join(" or ")}; it was given "${set}"`);
}

/** What cannot be written to the log, because the disk is full, goes to standard error. */
function logFile(dataDir: string): (line: string) => void {
  makeDataFolder(dataDir);
  const descriptor = openSync(path.join(dataDir, "runtime.log"), "a", 0o600);
  return (line) => {
    try {
      writeSync(descriptor, line);
    } catch (error) {
      process.stderr.write(`${String(error)}: ${line}`);
    }
  };
}

/** Stops once, on the first signal or when the process that started this one is gone. */
function stopOnRequest(stop: () => Promise<void>): void {
  let isStopping = false;
  const stopOnce = () => {
    if (isStopping) return;
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The embedded AWS did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stopOnce);
  process.on("SIGTERM", stopOnce);
  process.on("disconnect", stopOnce);
}

/** Says in one line why it cannot start, or go on, and ends. What was acknowledged is on disk already. */
function endWith(error: unknown): never {
  const failure = describeFailure(error);
  process.stdout.write(`${JSON.stringify({ event: "failed", ...failure })}\n`);
  process.exit(failure.exitCode);
}

process.on("uncaughtException", endWith);
main().catch(endWith);
