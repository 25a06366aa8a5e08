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
  /** Cancels, by `timerKey`; made with the first, since many executions never wait. */
  timers: Map<number, () => void> | undefined;
  /** What gives up a task, by frame; made with the first. */
  tasks: Map<number, () => void> | undefined;
}

/** What the timers of a frame are for; those of the execution as a whole are the root frame's. */
const FRAME_TIMERS = ["wait", "retry", "timeout", "heartbeat"] as const;
const TIMERS: readonly (TimerPurpose | "continue")[] = [...FRAME_TIMERS, "execution", "continue"];

/** One number for a frame and what it is to be woken for: every step looks timers up. */
export function timerKey(frame: number, purpose: TimerPurpose | "continue"): number {
  return frame * TIMERS.length + TIMERS.indexOf(purpose);
}

/** Keeps what cancels a timer. */
export function keepTimer(live: LiveExecution, key: number, cancel: () => void): void {
  live.timers ??= new Map();
  live.timers.set(key, cancel);
}

/** Keeps what gives up the task of a frame. */
export function keepTask(live: LiveExecution, frame: number, giveUp: () => void): void {
  live.tasks ??= new Map();
  live.tasks.set(frame, giveUp);
}

/** Forgets everything that a frame waits for. */
export function disarm(live: LiveExecution, frame: number): void {
  if (live.timers !== undefined) cancelTimersOf(live.timers, frame);
  const giveUp = live.tasks?.get(frame);
  live.tasks?.delete(frame);
  giveUp?.();
}

function cancelTimersOf(timers: Map<number, () => void>, frame: number): void {
  if (timers.size === 0) return;
  for (const purpose of FRAME_TIMERS) {
    const key = timerKey(frame, purpose);
    timers.get(key)?.();
    timers.delete(key);
  }
}

/** Stops the execution's clocks; its tasks go on. */
export function cancelTimers(live: LiveExecution): void {
  const cancels = live.timers?.values() ?? [];
  live.timers = undefined;
  for (const cancel of cancels) cancel();
}

/** Forgets everything that the execution waits for. */
export function disarmAll(live: LiveExecution): void {
  cancelTimers(live);
  const tasks = live.tasks?.values() ?? [];
  live.tasks = undefined;
  for (const giveUp of tasks) giveUp();
}

/** An execution that has not been told to wait for anything yet. */
export function newLiveExecution({
  row,
  state,
  definition,
}: Pick<LiveExecution, "row" | "state" | "definition">): LiveExecution {
  return { id: row.id, input: row.input, row, state, definition, timers: undefined, tasks: undefined };
}
