import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../kernel/clock.ts";
import { signal } from "../leftover-processes.ts";
import { membersOf, type ProcessIdentity } from "../process-table.ts";
import type { Launch } from "../sandbox.ts";
import type { ProcessExit, ProcessOutput, SupervisedProcess } from "../supervised-process.ts";
import type { StarterReport, StarterRequest } from "./messages.ts";

/** Starts processes, each as the leader of a new session. */
export interface ProcessStarter {
  start(launch: Launch, output: ProcessOutput): SupervisedProcess;
  /** Called when all processes have ended. */
  close(): void;
}

const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));

/**
 * Starts processes by a small program of its own: to start one, the system copies the page tables of the process that asks, and
 * the runtime, with all its functions, would stand still for as long as some of its requests take. The program begins
 * with the first process. When it is ended by somebody, all that it started is ended, too; the next one begins anew.
 */
export function createProcessStarter(clock: Clock): ProcessStarter {
  const running = new Map<number, Following>();
  let program: ChildProcess | undefined;
  let latestId = 0;
  const begin = () => {
    const begun = beginProgram();
    begun.on("message", (report: StarterReport) => follow(running, report));
    const lose = (cause?: Error) => {
      if (program !== begun) return;
      program = undefined;
      loseAll(running, cause);
    };
    begun.once("error", lose);
    begun.once("exit", () => lose());
    program = begun;
    return begun;
  };
  const tell = (request: StarterRequest) => {
    // That it cannot be told is told by its end.
    (program ?? begin()).send(request, () => undefined);
  };
  return {
    start(launch, output) {
      const id = ++latestId;
      const following = createFollowing(output);
      running.set(id, following);
      tell({ type: "start", id, launch });
      return superviseBy(following, { clock, tell: (type) => running.has(id) && tell({ type, id }) });
    },
    close() {
      program?.disconnect();
    },
  };
}

/** In a session of its own, so that a Ctrl-C on a terminal, or a kill of the runtime's group, is the runtime's affair. */
function beginProgram(): ChildProcess {
  const program = fork(PROGRAM, {
    ...{ detached: true, serialization: "advanced", env: {}, stdio: ["ignore", "ignore", "inherit", "ipc"] },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  program.unref();
  program.channel?.unref();
  return program;
}

/** What is known of a process that was asked for. */
interface Following {
  readonly output: ProcessOutput;
  readonly started: PromiseWithResolvers<void>;
  readonly exited: PromiseWithResolvers<ProcessExit>;
  identity: ProcessIdentity | undefined;
}

function createFollowing(output: ProcessOutput): Following {
  return { output, started: Promise.withResolvers(), exited: Promise.withResolvers(), identity: undefined };
}

function follow(running: Map<number, Following>, report: StarterReport): void {
  const following = running.get(report.id);
  if (following === undefined) return;
  if (report.type === "printed") following.output[report.stream](report.chunk);
  if (report.type === "started") following.identity = report.identity;
  if (report.type !== "printed") following.started.resolve();
  if (report.type !== "ended") return;
  running.delete(report.id);
  following.exited.resolve(report.exit);
}

/** Nobody hears of these processes any more, so they must not go on. */
function loseAll(running: Map<number, Following>, cause: Error | undefined): void {
  const lost = [...running.values()];
  running.clear();
  const leaders = lost.flatMap(({ identity }) => (identity === undefined ? [] : [identity.pid]));
  for (const pid of leaders.length === 0 ? [] : membersOf(new Set(leaders))) signal(pid, "SIGKILL");
  for (const { started, exited, identity } of lost) {
    const error = cause ?? new Error("the program that starts processes was ended");
    started.resolve();
    exited.resolve({ code: null, signal: "SIGKILL", ...(identity === undefined ? { error } : {}) });
  }
}

interface Control {
  readonly clock: Clock;
  readonly tell: (type: "terminate" | "kill") => void;
}

function superviseBy(following: Following, { clock, tell }: Control): SupervisedProcess {
  const { started, exited } = following;
  return {
    started: started.promise,
    exited: exited.promise,
    get identity() {
      return following.identity;
    },
    members: () => (following.identity === undefined ? [] : membersOf(new Set([following.identity.pid]))),
    end(graceMs) {
      tell("terminate");
      const cancel = clock.after(graceMs, () => tell("kill"));
      exited.promise.then(cancel);
      return exited.promise;
    },
  };
}
