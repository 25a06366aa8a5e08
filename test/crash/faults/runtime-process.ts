import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { SFNClient } from "@aws-sdk/client-sfn";

/** How the process ended, and what it said. */
export interface ProcessEnd {
  readonly code: number | null;
  /** The lines that it printed for programs, parsed. */
  readonly said: readonly { readonly event: string; readonly reason?: string; readonly message?: string }[];
  readonly stderr: string;
  /** The errors in its log. */
  readonly errors: readonly string[];
}

/** Step Functions in a process of its own, as `repave sfn` starts it. */
export interface RuntimeProcess {
  readonly sfn: SFNClient;
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
}

export interface ProcessOptions {
  readonly dataDir: string;
  /** A module that is loaded before the runtime, and what it reads. */
  readonly preload?: { readonly module: string; readonly env: Readonly<Record<string, string>> };
  /** Runs the process under another program: its words come first. */
  readonly under?: readonly string[];
}

const MAIN = path.resolve(import.meta.dirname, "../../../runtime/main.ts");

/** Starts it on a free port. Undefined when it ended before it was ready; `ended` tells why. */
export function launch({ dataDir, preload, under = [] }: ProcessOptions) {
  const flags = ["--disable-warning=ExperimentalWarning"];
  if (preload !== undefined) flags.push("--import", path.join(import.meta.dirname, preload.module));
  const main = [
    process.execPath,
    ...flags,
    MAIN,
    "--port",
    "0",
    "--data-dir",
    dataDir,
    "--services",
    "states",
  ];
  const [program = "", ...words] = [...under, ...main];
  const child = spawn(program, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...preload?.env },
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"ready"')) ready.resolve();
  });
  const ended = endOf(child, { lines, dataDir });
  return {
    ended,
    ready: Promise.race([ready.promise.then(() => attach(dataDir, ended)), ended.then(() => undefined)]),
  };
}

/** Starts it and waits until it answers. */
export async function startProcess(options: ProcessOptions): Promise<RuntimeProcess> {
  const launched = launch(options);
  const runtime = await launched.ready;
  if (runtime === undefined) throw new Error(`it did not start: ${JSON.stringify(await launched.ended)}`);
  return runtime;
}

async function endOf(
  child: ChildProcess,
  { lines, dataDir }: { readonly lines: readonly string[]; readonly dataDir: string },
): Promise<ProcessEnd> {
  const stderr = child.stderr === null ? Promise.resolve("") : text(child.stderr);
  const [code] = await once(child, "close");
  return {
    code,
    said: lines.map((line) => JSON.parse(line)),
    stderr: await stderr,
    errors: readErrors(dataDir),
  };
}

function readErrors(dataDir: string): string[] {
  const file = path.join(dataDir, "runtime.log");
  if (!existsSync(file)) return [];
  const entries = readFileSync(file, "utf8").trim().split("\n").filter(Boolean);
  return entries
    .map((entry) => JSON.parse(entry))
    .flatMap(({ level, message }) => (level === "error" ? message : []));
}

function attach(dataDir: string, ended: Promise<ProcessEnd>): RuntimeProcess {
  const { endpoint, accessKeyId, secretAccessKey, pid } = JSON.parse(
    readFileSync(path.join(dataDir, "endpoint.json"), "utf8"),
  );
  const sfn = new SFNClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  return {
    sfn,
    pid,
    ended: ended.finally(() => sfn.destroy()),
    end(signal) {
      process.kill(pid, signal);
      return ended;
    },
  };
}
