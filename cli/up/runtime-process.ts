import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { projectRoot } from "../project-root.ts";
import { clientConfigOf, type RuntimeFile, readRuntimeFile } from "../target/runtime-file.ts";
import type { ClientConfig } from "../target/target.ts";
import { couldNotStart, type FailedLine, type ProcessEnd } from "./runtime-failure.ts";
import type { RuntimeOptions } from "./runtime-options.ts";

/** The embedded AWS as a child process. */
export interface RuntimeProcess {
  readonly endpoint: string;
  readonly file: RuntimeFile;
  readonly clientConfig: ClientConfig;
  /** What it says of this machine when it starts: for example that there is no sandbox. */
  readonly notes: readonly string[];
  /** Resolves when it has ended, whoever ended it, with the reason that it gave. */
  readonly ended: Promise<ProcessEnd>;
  /** Asks it to stop and waits; kills it when it has not stopped within ten seconds. */
  stop(): Promise<void>;
}

interface ReadyLine {
  readonly event: "ready";
  readonly endpoint: string;
  readonly notes?: readonly string[];
}

/**
 * Requests leave much short-lived garbage: with room for it from the start, V8 collects the old far less often. By itself it would
 * collect all when 8 MB of old have come, twice a release; so it does when as much has come as there is. What outlived one collection of
 * the young is no reason to make all of its kind old from the start: then the events of each decision are garbage among the old.
 */
const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--min-semi-space-size=16",
  "--heap-growing-percent=100",
  "--no-allocation-site-pretenuring",
];

const STOP_PATIENCE_MS = 10_000;
const KEPT_WORDS = 4000;

/** Starts the runtime and waits until it answers, or passes on why it could not start, with its exit code. */
export async function startRuntime(options: RuntimeOptions): Promise<RuntimeProcess> {
  const child = spawnRuntime(options);
  const words = keepLastWords(child.stderr);
  const lines = readLines(child.stdout);
  const ended = once(child, "close").then(
    ([code, signal]): ProcessEnd => ({ code, signal, words: words(), failed: lines.failed() }),
  );
  const ready = await Promise.race([lines.ready, ended.then(() => undefined)]);
  if (ready === undefined) throw couldNotStart(await ended, options);
  const file = await readOwnFile(options.dataDir);
  return {
    endpoint: ready.endpoint,
    file,
    clientConfig: clientConfigOf(file),
    notes: ready.notes ?? [],
    ended,
    stop: () => stopChild(child, ended),
  };
}

/** The channel between the two tells the runtime when this process is gone, however it went. */
function spawnRuntime({ port, dataDir, services = "all" }: RuntimeOptions) {
  const main = join(projectRoot, "runtime", "main.ts");
  const words = ["--port", String(port), "--data-dir", dataDir, "--services", services];
  const child = spawn(process.execPath, [...NODE_FLAGS, main, ...words], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: environmentWithoutAws(),
  });
  return child as typeof child & { readonly stdout: Readable; readonly stderr: Readable };
}

/** The runtime must see nobody's AWS account: not a profile, not a key. */
function environmentWithoutAws(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
}

function keepLastWords(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-KEPT_WORDS);
  });
  return () => text;
}

interface RuntimeLines {
  readonly ready: Promise<ReadyLine>;
  /** The line that says why it ended; undefined while it has not said so. */
  failed(): FailedLine | undefined;
}

/** Reads what it says for programs. Goes on reading, so that the pipe never fills. */
function readLines(stream: Readable): RuntimeLines {
  let failed: FailedLine | undefined;
  const ready = new Promise<ReadyLine>((resolve) => {
    createInterface({ input: stream }).on("line", (text) => {
      if (!text.startsWith('{"event":')) return;
      const line = JSON.parse(text) as ReadyLine | FailedLine;
      if (line.event === "ready") resolve(line);
      else failed = line;
    });
  });
  return { ready, failed: () => failed };
}

async function readOwnFile(dataDir: string): Promise<RuntimeFile> {
  const file = await readRuntimeFile(dataDir);
  if (file === undefined)
    throw new Error(`the runtime is ready but wrote no ${join(dataDir, "endpoint.json")}`);
  return file;
}

async function stopChild(child: ChildProcess, ended: Promise<ProcessEnd>): Promise<void> {
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(killer);
}
