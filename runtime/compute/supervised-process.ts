import { spawn } from "node:child_process";
import type { Clock } from "../kernel/clock.ts";
import { signal } from "./leftover-processes.ts";
import { identifyProcess, membersOf, type ProcessIdentity } from "./process-table.ts";
import type { Launch } from "./sandbox.ts";

/** How a process ended. `error` is set when it could not be started at all. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** A running process that leads its own session, with everything it starts. */
export interface SupervisedProcess {
  readonly identity: ProcessIdentity | undefined;
  /** Resolves after the process has ended and its output was read. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the whole group to end, kills its session after `graceMs`, resolves when it is over. */
  end(graceMs: number): Promise<ProcessExit>;
  /** The processes of this session and their descendants. */
  members(): readonly number[];
}

export interface ProcessOutput {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
}

/** Starts a command as the leader of a new session. */
export function superviseProcess(launch: Launch, output: ProcessOutput, clock: Clock): SupervisedProcess {
  const child = spawn(launch.file, launch.args, {
    cwd: launch.cwd,
    env: launch.environment,
    detached: true,
    ...launch.user,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", output.stdout);
  child.stderr.on("data", output.stderr);
  const pid = child.pid;
  const members = () => (pid === undefined ? [] : membersOf(new Set([pid])));
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("exit", (code, signalName) => {
      // Nothing may outlive the leader: a background child would hold the pipes, and the instance, for ever.
      for (const orphan of members()) signal(orphan, "SIGKILL");
      child.once("close", () => resolve({ code, signal: signalName }));
    });
  });
  const end = (graceMs: number) => {
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) {
      signal(-pid, "SIGTERM");
      const cancel = clock.after(graceMs, () => {
        for (const member of members()) signal(member, "SIGKILL");
      });
      exited.then(cancel);
    }
    return exited;
  };
  return { identity: pid === undefined ? undefined : identifyProcess(pid), exited, end, members };
}
