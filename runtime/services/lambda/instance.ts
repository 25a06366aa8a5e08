import { Worker } from "node:worker_threads";
import type { Clock } from "../../kernel/clock.ts";

/** How a function's own code failed, in the words of AWS's Node.js runtime. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What one invocation came to. `ended`: the instance is gone and must not be used again. */
export interface InvocationOutcome {
  readonly payload?: string;
  readonly error?: FunctionError;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly ended: boolean;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly invokedFunctionArn: string;
  readonly clientContext: unknown;
}

export interface InstanceOptions {
  readonly clock: Clock;
  readonly root: string;
  readonly compileCacheDir: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbacksRemoved: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Text that the function wrote; `whole` when it is one entry, whatever line breaks it holds. */
  readonly onLog: (text: string, whole: boolean) => void;
  /** The thread is over, whoever ended it. */
  readonly onEnd: () => void;
}

/** One worker thread that holds a loaded function and serves one invocation at a time. */
export interface FunctionInstance {
  /** Resolves with the initialisation's milliseconds, or with its error. */
  readonly ready: Promise<{ initMs: number } | { error: FunctionError }>;
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  terminate(): Promise<void>;
}

type FromWorker =
  | { type: "log"; text: string; whole?: boolean }
  | { type: "ready"; initMs: number }
  | { type: "init-failed"; error: FunctionError }
  | { type: "answered"; payload: string; memoryMb: number }
  | { type: "failed"; error: FunctionError; memoryMb: number; fatal?: boolean };

type Ready = { initMs: number } | { error: FunctionError };

const INIT_LIMIT_MS = 10_000;
/** Else each thread would take the runtime's own, of 48 MB; and the larger the runtime, the longer it takes to start a process. */
const YOUNG_GENERATION_MB = 6;
const BOOTSTRAP = new URL("./bootstrap.mjs", import.meta.url);

/**
 * Starts a thread for a function version. It sees the given environment and nothing of the host's; its heap is
 * limited to the function's memory. A crash, `process.exit` or running out of memory ends this instance only.
 */
export function startInstance(options: InstanceOptions): FunctionInstance {
  const worker = new Worker(BOOTSTRAP, {
    env: options.environment,
    argv: [],
    execArgv: [],
    name: options.functionName,
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: options.memoryMb,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      stackSizeMb: 4,
    },
    workerData: {
      root: options.root,
      compileCacheDir: options.compileCacheDir,
      handler: options.handler,
      functionName: options.functionName,
      functionVersion: options.functionVersion,
      memoryMb: options.memoryMb,
      logGroupName: options.logGroupName,
      logStreamName: options.logStreamName,
      callbacksRemoved: options.callbacksRemoved,
    },
  });
  const ready = Promise.withResolvers<Ready>();
  let pending:
    | { settle: (outcome: InvocationOutcome) => void; startedMs: number; requestId: string }
    | undefined;
  let ended = false;
  let endReason: FunctionError | undefined;

  const settle = (outcome: Omit<InvocationOutcome, "durationMs">) => {
    const waiting = pending;
    pending = undefined;
    waiting?.settle({ ...outcome, durationMs: performance.now() - waiting.startedMs });
  };
  const terminate = async (reason: FunctionError) => {
    endReason ??= reason;
    await worker.terminate();
  };

  const initLimitMs = INIT_LIMIT_MS + options.timeoutMs;
  const cancelInitLimit = options.clock.after(initLimitMs, () => {
    void terminate({ errorType: "Sandbox.Timedout", errorMessage: initTimeoutText(initLimitMs) });
  });

  worker.on("message", (message: FromWorker) => {
    switch (message.type) {
      case "log":
        return options.onLog(message.text, message.whole === true);
      case "ready":
        cancelInitLimit();
        return ready.resolve({ initMs: message.initMs });
      case "init-failed":
        void terminate(message.error);
        return ready.resolve({ error: message.error });
      case "answered":
        return settle({ payload: message.payload, memoryMb: message.memoryMb, ended });
      case "failed":
        return settle({ error: message.error, memoryMb: message.memoryMb, ended: message.fatal === true });
    }
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    const killed = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    endReason ??= killed ? exitError("signal: killed") : describe(error);
  });
  worker.on("exit", (code) => {
    ended = true;
    cancelInitLimit();
    const error = withRequestId(endReason ?? exitError(`exit status ${code}`), pending?.requestId);
    ready.resolve({ error });
    settle({ error, memoryMb: options.memoryMb, ended: true });
    options.onEnd();
  });
  worker.stdout.resume();
  worker.stderr.resume();

  return {
    ready: ready.promise,
    invoke(invocation) {
      const deadlineMs = Date.now() + options.timeoutMs;
      return new Promise((resolve) => {
        const cancel = options.clock.after(options.timeoutMs, () => {
          void terminate({ errorType: "Sandbox.Timedout", errorMessage: timeoutText(options.timeoutMs) });
        });
        pending = {
          requestId: invocation.requestId,
          startedMs: performance.now(),
          settle: (outcome) => {
            cancel();
            resolve(outcome);
          },
        };
        if (ended) return settle({ error: exitError("exit status 1"), memoryMb: 0, ended: true });
        worker.postMessage({ ...invocation, deadlineMs });
      });
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}

function exitError(how: string): FunctionError {
  return { errorType: "Runtime.ExitError", errorMessage: `Error: Runtime exited with error: ${how}` };
}

function timeoutText(timeoutMs: number): string {
  return `Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}

function initTimeoutText(limitMs: number): string {
  return `Error: Initialization timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
}

function withRequestId(error: FunctionError, requestId: string | undefined): FunctionError {
  if (requestId === undefined || !/^(Runtime\.ExitError|Sandbox\.)/.test(error.errorType)) return error;
  return { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` };
}

function describe(error: Error): FunctionError {
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}
