import { spawn } from "node:child_process";
import type { Concealment } from "./concealment.ts";
import { splitLines } from "./line-splitter.ts";

/** The waits before the application is started again; when they are used up the instance gives up. */
const restartDelaysMs = [100, 300, 900];
/** An application that ran so long has started well: its next exit is the first again. */
const steadyAfterMs = 30_000;
/** How long an application may take to end before it is killed. */
const stopMs = 10_000;

export interface Supervision {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Each line that the application writes, on either stream. */
  readonly onLine: (line: string) => void;
  /** What must not be in such a line. */
  readonly concealment: Concealment;
  readonly say: (line: string) => void;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** Aborted when the instance is to stop. */
  readonly stop: AbortSignal;
}

/**
 * Keeps an application running until the instance stops. One that ends at once is started again a few times; then this
 * gives its exit code, and the instance ends, for a group or a release to see.
 */
export async function supervise(supervision: Supervision): Promise<number> {
  let quickExits = 0;
  for (;;) {
    const startedMs = supervision.now();
    const exitCode = await runOnce(supervision);
    if (supervision.stop.aborted) return 0;
    quickExits = supervision.now() - startedMs < steadyAfterMs ? quickExits + 1 : 1;
    const delayMs = restartDelaysMs[quickExits - 1];
    supervision.say(
      `the application ended with code ${exitCode}${delayMs === undefined ? "; giving up" : ""}`,
    );
    if (delayMs === undefined) return exitCode === 0 ? 1 : exitCode;
    await supervision.sleep(delayMs);
  }
}

function runOnce({
  command,
  directory,
  environment,
  onLine,
  concealment,
  say,
  stop,
}: Supervision): Promise<number> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const outputs = [child.stdout, child.stderr].map((stream) => {
      const splitter = splitLines(onLine, concealment);
      stream.on("data", splitter.add);
      return splitter;
    });
    const end = () => stopChild(child);
    stop.addEventListener("abort", end, { once: true });
    child.on("error", (error) => say(`the application cannot be started: ${error.message}`));
    child.on("close", (code, signal) => {
      stop.removeEventListener("abort", end);
      for (const splitter of outputs) splitter.end();
      resolve(exitCodeOf(code, signal));
    });
    if (stop.aborted) end();
  });
}

/** As a shell tells it: 127 for what could not be started, 128 for what a signal ended. */
function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (signal !== null) return 128;
  return code === null || code < 0 ? 127 : code;
}

function stopChild(child: ReturnType<typeof spawn>): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  child.once("close", () => clearTimeout(timer));
}
