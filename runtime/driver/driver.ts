import { randomUUID } from "node:crypto";
import { type Command, decide, resume } from "../asl/decide.ts";
import type { Effect, MapRunEffect, TaskEffect } from "../asl/effect.ts";
import { evolve } from "../asl/evolve.ts";
import { type ExecutionIdentity, type ExecutionState, emptyExecution } from "../asl/execution-state.ts";
import type { EventDetails, HistoryEvent } from "../asl/history-event.ts";
import type { Json } from "../asl/json.ts";
import type { Facts } from "../asl/scope.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Journal } from "../storage/journal.ts";
import type { JournalRow } from "../storage/journal-row.ts";
import { createDefinitions } from "./definitions.ts";
import { cancelTimers, disarm, disarmAll, type LiveExecution } from "./live-execution.ts";
import type { MapRunner, TaskReports, TaskRunner } from "./task-runner.ts";
import { createTaskToken, readTaskToken } from "./task-token.ts";

export interface DriverOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly region: string;
  readonly runTask: TaskRunner;
  readonly runMap: MapRunner;
  readonly activityExists: (arn: string) => boolean;
  /** The status of an execution is now what the row says, on disk. Told again after a crash when in doubt. */
  /** Events of an execution that are on disk now. */
  readonly onEvents: (identity: ExecutionIdentity, events: readonly HistoryEvent[]) => void;
  readonly onStatusChange: (row: JournalRow) => void;
  /** A step of an execution threw: a defect of the engine. */
  readonly onDefect: (error: unknown, executionArn: string) => void;
}

export interface NewExecution {
  readonly identity: ExecutionIdentity;
  /** The definition's text: what the execution runs under, whatever happens to the state machine. */
  readonly definition: string;
  readonly input: Json;
  readonly inputText: string;
  /** Kept with the execution and given back with it. */
  readonly info: Readonly<Record<string, Json>>;
  /** Added to the details of ExecutionStarted. */
  readonly startDetails?: EventDetails;
}

/** How an answer to a task token went. */
export type TokenAnswer = "accepted" | "invalid" | "timed-out";

/** Runs executions durably: decides, commits, and only then acts. */
export interface Driver {
  /** Starts an execution; durable once `committed()`. */
  start(execution: NewExecution): { readonly startedMs: number };
  /** The execution while it runs, whether on disk already or not. */
  running(arn: string): { readonly input: string; readonly state: ExecutionState } | undefined;
  stop(
    arn: string,
    reason: { readonly error: string | undefined; readonly cause: string | undefined },
  ): boolean;
  /** Tells the task that waits with a token what became of it. */
  answer(token: string, news: (reports: TaskReports) => void): TokenAnswer;
  heartbeat(token: string): TokenAnswer;
  history(row: Pick<JournalRow, "id">): HistoryEvent[];
  definitionText(hash: string): string;
  committed(): Promise<void>;
  /** Takes up every execution that was under way. */
  recover(): void;
  /** Stops acting; what is under way goes on at the next `recover`. */
  close(): void;
}

/** Creates the driver over a journal. One process may have one driver a journal. */
export function createDriver(options: DriverOptions): Driver {
  const { journal, clock, region } = options;
  const definitions = createDefinitions(journal);
  const byArn = new Map<string, LiveExecution>();
  const byId = new Map<number, LiveExecution>();
  let closed = false;

  const factsFor = (live: Pick<LiveExecution, "id">): Facts => ({
    nowMs: clock.now(),
    random: Math.random,
    uuid: randomUUID,
    activityExists: options.activityExists,
    taskToken: (frame, eventId) => createTaskToken({ execution: live.id, frame, eventId }),
  });

  /** Decides, appends, and acts once it is on disk. False when the command changed nothing. */
  const perform = (live: LiveExecution, command: Command): boolean => {
    if (closed) return false;
    const { state, definition } = live;
    try {
      const { events, effects } = decide({ definition, state, command, facts: factsFor(live), region });
      if (events.length === 0) return false;
      journal.append(live.id, events);
      if (state.status !== "RUNNING") close(live);
      journal.afterCommit(() => {
        options.onEvents(state.identity, events);
        act(live, effects);
      });
      return true;
    } catch (error) {
      options.onDefect(error, state.identity.arn);
      forget(live);
      throw error;
    }
  };

  const close = (live: LiveExecution) => {
    const { status, stoppedAtMs, output, error, cause } = live.state;
    const text = output === undefined ? undefined : JSON.stringify(output);
    journal.end(live.id, { status, stoppedMs: stoppedAtMs ?? clock.now(), output: text, error, cause });
  };

  const forget = (live: LiveExecution) => {
    byArn.delete(live.state.identity.arn);
    byId.delete(live.id);
    disarmAll(live);
  };

  const act = (live: LiveExecution, effects: readonly Effect[]) => {
    if (closed) return;
    for (const effect of effects) {
      if (effect.type === "task") runTask(live, effect);
      else if (effect.type === "map-run") runMap(live, effect);
      else if (effect.type === "disarm") disarm(live, effect.frame);
      else if (effect.type === "arm") arm(live, effect);
      else {
        forget(live);
        announce(live.state.identity.arn);
      }
    }
  };

  const announce = (arn: string) => {
    const row = journal.find(arn);
    if (row === undefined) return;
    options.onStatusChange(row);
    journal.announced(row.id);
  };

  const arm = (live: LiveExecution, { frame, eventId, purpose, atMs }: Extract<Effect, { type: "arm" }>) => {
    const key = `${frame}:${purpose}`;
    live.timers.get(key)?.();
    const fire = () => {
      live.timers.delete(key);
      attempt(() => perform(live, { type: "timer", frame, eventId, purpose }));
    };
    live.timers.set(key, clock.after(Math.max(0, atMs - clock.now()), fire));
  };

  /** For callers that cannot do anything about a defect: it has been reported. */
  const attempt = (step: () => void) => {
    try {
      step();
    } catch {
      // `perform` reported it and dropped the execution from memory; the next start takes it up from its journal.
    }
  };

  const reportsFor = (
    live: LiveExecution,
    { frame, eventId }: Pick<TaskEffect, "frame" | "eventId">,
  ): TaskReports => {
    const tell = (command: Command) => attempt(() => perform(live, command));
    return {
      submitted: (output) => tell({ type: "task-submitted", frame, eventId, output }),
      succeeded: (output) => tell({ type: "task-succeeded", frame, eventId, output }),
      failed: (failure) => tell({ type: "task-failed", frame, eventId, failure }),
      activityStarted: (workerName) => tell({ type: "activity-started", frame, eventId, workerName }),
    };
  };

  const runTask = (live: LiveExecution, effect: TaskEffect) => {
    if (live.state.frames.get(effect.frame)?.pending?.eventId !== effect.eventId) return;
    const giveUp = options.runTask({ execution: live.state.identity, effect }, reportsFor(live, effect));
    if (giveUp !== undefined) live.tasks.set(effect.frame, giveUp);
  };

  const runMap = (live: LiveExecution, effect: MapRunEffect) => {
    const { frame, eventId } = effect;
    const giveUp = options.runMap(
      { execution: live.state.identity, effect },
      {
        succeeded: (output) =>
          attempt(() => perform(live, { type: "map-run-succeeded", frame, eventId, output })),
        failed: (failure) =>
          attempt(() => perform(live, { type: "map-run-failed", frame, eventId, failure })),
      },
    );
    live.tasks.set(frame, giveUp);
  };

  /** The task that waits with a token, or why there is none. */
  const waiting = (token: string) => {
    const address = readTaskToken(token);
    if (address === undefined) return "invalid";
    const live = byId.get(address.execution);
    const pending = live?.state.frames.get(address.frame)?.pending;
    if (live === undefined || pending?.kind !== "task" || pending.token !== token) return "timed-out";
    return {
      live,
      frame: address.frame,
      eventId: pending.eventId,
      heartbeatSeconds: pending.heartbeatSeconds,
    };
  };

  const track = (live: LiveExecution) => {
    byArn.set(live.state.identity.arn, live);
    byId.set(live.id, live);
  };

  const takeUp = (row: JournalRow) => {
    const { identity } = JSON.parse(row.info) as { identity: ExecutionIdentity };
    const state = emptyExecution(identity);
    for (const event of journal.events(row.id) as HistoryEvent[]) evolve(state, event);
    const definition = definitions.compiled(row.definitionHash);
    const live = newLive({ id: row.id, state, definition, input: row.input });
    track(live);
    act(live, resume({ definition, state, facts: factsFor(live), region }));
  };

  return {
    start({ identity, definition, input, inputText, info, startDetails }) {
      const id = journal.nextId();
      const definitionHash = definitions.store(definition);
      const state = emptyExecution(identity);
      const live = newLive({ id, state, definition: definitions.compiled(definitionHash), input: inputText });
      const startedMs = clock.now();
      const { arn, name, stateMachineArn } = identity;
      const infoText = JSON.stringify({ ...info, identity });
      journal.create({
        id,
        arn,
        name,
        stateMachineArn,
        definitionHash,
        startedMs,
        input: inputText,
        info: infoText,
      });
      track(live);
      journal.afterCommit(() => announceStart(arn));
      perform(live, {
        type: "start",
        input,
        ...(startDetails === undefined ? {} : { details: startDetails }),
      });
      return { startedMs };
    },
    running: (arn) => byArn.get(arn),
    stop(arn, { error, cause }) {
      const live = byArn.get(arn);
      return live === undefined ? false : perform(live, { type: "stop", error, cause });
    },
    answer(token, news) {
      const task = waiting(token);
      if (typeof task === "string") return task;
      news(reportsFor(task.live, task));
      return "accepted";
    },
    heartbeat(token) {
      const task = waiting(token);
      if (typeof task === "string") return task;
      const { live, frame, eventId, heartbeatSeconds } = task;
      if (heartbeatSeconds !== undefined) {
        arm(live, {
          type: "arm",
          frame,
          eventId,
          purpose: "heartbeat",
          atMs: clock.now() + heartbeatSeconds * 1000,
        });
      }
      return "accepted";
    },
    history: (row) => journal.events(row.id) as HistoryEvent[],
    definitionText: definitions.text,
    committed: journal.committed,
    recover() {
      for (const row of journal.unfinished()) {
        if (!row.announced) announce(row.arn);
        if (row.status === "RUNNING") attemptTakeUp(() => takeUp(row), row.arn);
      }
    },
    close() {
      closed = true;
      for (const live of byArn.values()) cancelTimers(live);
      byArn.clear();
      byId.clear();
    },
  };

  /** An execution may have ended in the commit that it started in; its start is told all the same. */
  function announceStart(arn: string): void {
    const row = closed ? undefined : journal.find(arn);
    if (row === undefined) return;
    options.onStatusChange({
      ...row,
      status: "RUNNING",
      stoppedMs: undefined,
      output: undefined,
      error: undefined,
      cause: undefined,
    });
    if (row.status === "RUNNING") journal.announced(row.id);
  }

  function attemptTakeUp(step: () => void, arn: string): void {
    try {
      step();
    } catch (error) {
      options.onDefect(error, arn);
    }
  }
}

function newLive(parts: Pick<LiveExecution, "id" | "state" | "definition" | "input">): LiveExecution {
  return { ...parts, timers: new Map(), tasks: new Map() };
}
