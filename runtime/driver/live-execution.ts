import type { CompiledDefinition } from "../asl/definition.ts";
import type { TimerPurpose } from "../asl/effect.ts";
import type { ExecutionState } from "../asl/execution-state.ts";
import type { JournalRow } from "../storage/journal-row.ts";

/** An execution that runs: its state in memory, and what it waits for. */
export interface LiveExecution {
  /** The journal's id. */
  readonly id: number;
  readonly state: ExecutionState;
  readonly definition: CompiledDefinition;
  /** The input's text, for StartExecution's idempotency. */
  readonly input: string;
  /** What the journal has of it, or will have with the next commit. */
  row: JournalRow;
  /** Cancels, by `timerKey`. */
  readonly timers: Map<number, () => void>;
  /** What gives up a task, by frame. */
  readonly tasks: Map<number, () => void>;
}

/** What the timers of a frame are for; those of the execution as a whole are the root frame's. */
const FRAME_TIMERS = ["wait", "retry", "timeout", "heartbeat"] as const;
const TIMERS: readonly (TimerPurpose | "continue")[] = [...FRAME_TIMERS, "execution", "continue"];

/** One number for a frame and what it is to be woken for: every step looks timers up. */
export function timerKey(frame: number, purpose: TimerPurpose | "continue"): number {
  return frame * TIMERS.length + TIMERS.indexOf(purpose);
}

/** Forgets everything that a frame waits for. */
export function disarm(live: LiveExecution, frame: number): void {
  if (live.timers.size > 0) cancelTimersOf(live, frame);
  const giveUp = live.tasks.get(frame);
  live.tasks.delete(frame);
  giveUp?.();
}

function cancelTimersOf({ timers }: LiveExecution, frame: number): void {
  for (const purpose of FRAME_TIMERS) {
    const key = timerKey(frame, purpose);
    timers.get(key)?.();
    timers.delete(key);
  }
}

/** Stops the execution's clocks; its tasks go on. */
export function cancelTimers(live: LiveExecution): void {
  if (live.timers.size === 0) return;
  for (const cancel of live.timers.values()) cancel();
  live.timers.clear();
}

/** Forgets everything that the execution waits for. */
export function disarmAll(live: LiveExecution): void {
  cancelTimers(live);
  if (live.tasks.size === 0) return;
  const tasks = [...live.tasks.values()];
  live.tasks.clear();
  for (const giveUp of tasks) giveUp();
}

/** An execution that has not been told to wait for anything yet. */
export function newLiveExecution({
  row,
  state,
  definition,
}: Pick<LiveExecution, "row" | "state" | "definition">): LiveExecution {
  return { id: row.id, input: row.input, row, state, definition, timers: new Map(), tasks: new Map() };
}
