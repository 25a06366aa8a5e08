import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type CommitFault, formatFault } from "./commit-fault.ts";

/** A task that waits for its parent's answer. */
export interface AskedToken {
  readonly name: string;
  readonly token: string;
}

/** A service in a process of its own that can be killed and started again on the same folder. */
export interface Victim {
  readonly sfn: SFNClient;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface VictimOptions {
  readonly fault?: CommitFault;
  readonly onAsked?: (asked: AskedToken) => void;
}

/** Starts the service on a folder, on a free port. Undefined when its fault killed it before it was ready. */
export async function startVictim(dataDir: string, options: VictimOptions = {}): Promise<Victim | undefined> {
  const { fault, onAsked = () => {} } = options;
  const child = fork(path.join(import.meta.dirname, "serve.ts"), [dataDir], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...(fault === undefined ? {} : { CRASH_AT: formatFault(fault) }) },
  });
  const gone = once(child, "exit");
  const ready = Promise.withResolvers<Ready>();
  child.on("message", (message: Ready | { readonly asked: AskedToken }) => {
    if ("asked" in message) onAsked(message.asked);
    else ready.resolve(message);
  });
  const first = await Promise.race([ready.promise, gone.then(() => undefined)]);
  return first === undefined ? undefined : victimOf(child, first, gone);
}

/** Starts the service and nothing else. */
export async function startUnharmed(dataDir: string, options: VictimOptions = {}): Promise<Victim> {
  const victim = await startVictim(dataDir, options);
  if (victim === undefined) throw new Error("the service ended before it was ready");
  return victim;
}

interface Ready {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function victimOf(child: ChildProcess, ready: Ready, exit: Promise<unknown>): Victim {
  const { endpoint, ...credentials } = ready;
  const sfn = new SFNClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  const gone = exit.then(() => sfn.destroy());
  return {
    sfn,
    gone,
    kill() {
      child.kill("SIGKILL");
      return gone;
    },
  };
}
