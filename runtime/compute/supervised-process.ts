import type { ProcessIdentity } from "./process-table.ts";

/** How a process ended. `error` is set when it could not be started at all. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** A process that leads its own session, with everything it starts. */
export interface SupervisedProcess {
  /** Resolves when it runs, or has turned out not to. */
  readonly started: Promise<void>;
  /** Undefined before it runs. */
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
