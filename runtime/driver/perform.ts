import type { Command } from "../asl/command.ts";
import { decide } from "../asl/decide.ts";
import type { Effect, MapRunEffect, TaskEffect } from "../asl/effect.ts";
import { ROOT_FRAME } from "../asl/execution-state.ts";
import { ErrorName, Failure } from "../asl/failure.ts";
import type { Json } from "../asl/json.ts";
import { announce, type DriverCore, factsFor, foldExecution, forget, track } from "./driver-core.ts";
import { disarm, keepTask, keepTimer, type LiveExecution, timerKey } from "./live-execution.ts";
import { endedRow } from "./running-row.ts";
import type { TaskReports } from "./task-runner.ts";

export interface PerformOptions {
  readonly nowMs?: number;
  /** What the journal is to hold besides the events, written before them in the same commit. */
  readonly writeFirst?: () => void;
}

/**
 * Takes one step of an execution: decides, appends, and acts once it is on disk. False when the command changed
 * nothing. What a defect throws is reported, and the execution is failed from what is on disk of it.
 */
export function perform(
  core: DriverCore,
  live: LiveExecution,
  command: Command,
  { nowMs = core.clock.now(), writeFirst }: PerformOptions = {},
): boolean {
  if (core.closed) return false;
  const { state, definition } = live;
  try {
    const facts = factsFor(core, live, nowMs);
    const isLong = createLimit();
    const { events, effects } = decide({ definition, state, command, facts, region: core.region, isLong });
    if (events.length === 0 && effects.length === 0) return false;
    writeFirst?.();
    if (events.length > 0) core.journal.append(live.id, events);
    if (state.status !== "RUNNING") writeEnd(core, live);
    core.journal.afterCommit(() => {
      core.onEvents(state.identity, events);
      act(core, live, effects);
    });
    return true;
  } catch (error) {
    core.onDefect(error, state.identity.arn);
    forget(core, live);
    if (command.type !== "fail") core.journal.afterCommit(() => failAfterDefect(core, state.identity.arn));
    throw error;
  }
}

/** When a decision is cut short: before it keeps others waiting, and before its row gets unwieldy. */
const LONGEST_DECISION_MS = 50;
const MOST_EVENTS_A_DECISION = 10_000;
const MOST_BYTES_A_DECISION = 16_000_000;

/** The clock is read at every fourth state, the first time to start it: reading it takes as long as running a small one. */
function createLimit(): (events: number, bytes: number) => boolean {
  let states = 0;
  let endMs: number | undefined;
  return (events, bytes) => {
    if (events >= MOST_EVENTS_A_DECISION || bytes >= MOST_BYTES_A_DECISION) return true;
    if (++states % 4 !== 0) return false;
    const nowMs = performance.now();
    endMs ??= nowMs + LONGEST_DECISION_MS;
    return nowMs > endMs;
  };
}

/** The state in memory is half advanced and gone; the one on disk is whole and can still be ended. */
function failAfterDefect(core: DriverCore, arn: string): void {
  const row = core.closed ? undefined : core.journal.find(arn);
  if (row?.status !== "RUNNING") return;
  const live = foldExecution(core, row);
  track(core, live);
  const failure = new Failure(
    ErrorName.runtime,
    "A step of the execution met a defect of the engine; its log says which.",
  );
  tell(core, live, { type: "fail", failure, input: JSON.parse(row.input) as Json });
}

function writeEnd({ journal, clock }: DriverCore, live: LiveExecution): void {
  const { status, stoppedAtMs, output, error, cause } = live.state;
  const text = output === undefined ? undefined : JSON.stringify(output);
  const end = { status, stoppedMs: stoppedAtMs ?? clock.now(), output: text, error, cause };
  journal.end(live.id, end);
  live.row = endedRow(live.row, end);
}

/** Performs the effects of a decision that is on disk, or of one that was before a restart. */
export function act(core: DriverCore, live: LiveExecution, effects: readonly Effect[]): void {
  for (const effect of effects) if (!core.closed) ACTIONS[effect.type](core, live, effect as never);
}

type Action<Kind extends Effect["type"]> = (
  core: DriverCore,
  live: LiveExecution,
  effect: Extract<Effect, { type: Kind }>,
) => void;

const ACTIONS: { readonly [Kind in Effect["type"]]: Action<Kind> } = {
  task: startTask,
  "map-run": startMapRun,
  arm,
  disarm: (_core, live, { frame }) => disarm(live, frame),
  continue(core, live) {
    const goOn = () => tell(core, live, { type: "continue" });
    keepTimer(live, timerKey(ROOT_FRAME, "continue"), core.clock.after(0, goOn));
  },
  ended(core, live) {
    forget(core, live);
    announce(core, live.row);
  },
};

/**
 * Wakes the frame at a moment, or when the time until then has passed (docs/decisions/0015-two-kinds-of-time.md); a timer of the same
 * purpose is replaced.
 */
export function arm(
  core: DriverCore,
  live: LiveExecution,
  { frame, eventId, purpose, atMs, isMoment }: Omit<Extract<Effect, { type: "arm" }>, "type">,
): void {
  if (live.state.status !== "RUNNING") return;
  const key = timerKey(frame, purpose);
  live.timers?.get(key)?.();
  const fire = () => {
    live.timers?.delete(key);
    tell(core, live, { type: "timer", frame, eventId, purpose });
  };
  const { clock } = core;
  const cancel = isMoment ? clock.at(atMs, fire) : clock.after(Math.max(0, atMs - clock.now()), fire);
  keepTimer(live, key, cancel);
}

/** For those who bring news and can do nothing about a defect: it has been reported. */
function tell(core: DriverCore, live: LiveExecution, command: Command): void {
  try {
    perform(core, live, command);
  } catch {
    // `perform` reported it and let the execution go; the next start takes it up from its journal.
  }
}

function startTask(core: DriverCore, live: LiveExecution, effect: TaskEffect): void {
  if (live.state.frames.get(effect.frame)?.pending?.eventId !== effect.eventId) return;
  const call = { execution: live.state.identity, effect };
  const giveUp = core.runTask(call, reportsFor(core, live, effect));
  if (giveUp !== undefined) keepTask(live, effect.frame, giveUp);
}

function startMapRun(core: DriverCore, live: LiveExecution, effect: MapRunEffect): void {
  const { frame, eventId } = effect;
  if (live.state.frames.get(frame)?.pending?.eventId !== eventId) return;
  const call = { execution: live.state.identity, effect };
  const giveUp = core.runMap(call, {
    succeeded: (output) => tell(core, live, { type: "map-run-succeeded", frame, eventId, output }),
    failed: (failure) => tell(core, live, { type: "map-run-failed", frame, eventId, failure }),
  });
  keepTask(live, frame, giveUp);
}

/** Where the news of a task goes. */
export function reportsFor(
  core: DriverCore,
  live: LiveExecution,
  { frame, eventId }: Pick<TaskEffect, "frame" | "eventId">,
): TaskReports {
  return {
    submitted: (output) => tell(core, live, { type: "task-submitted", frame, eventId, output }),
    succeeded: (output) => tell(core, live, { type: "task-succeeded", frame, eventId, output }),
    submitFailed: (failure) =>
      tell(core, live, { type: "task-failed", frame, eventId, failure, submission: true }),
    failed: (failure) => tell(core, live, { type: "task-failed", frame, eventId, failure }),
    activityStarted: (workerName) =>
      tell(core, live, { type: "activity-started", frame, eventId, workerName }),
  };
}
