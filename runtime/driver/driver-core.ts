import { randomUUID } from "node:crypto";
import { evolve } from "../asl/evolve.ts";
import { type ExecutionIdentity, emptyExecution } from "../asl/execution-state.ts";
import type { HistoryEvent } from "../asl/history-event.ts";
import type { Facts } from "../asl/scope.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Journal } from "../storage/journal.ts";
import type { JournalRow } from "../storage/journal-row.ts";
import type { Definitions } from "./definitions.ts";
import { disarmAll, type LiveExecution, newLiveExecution } from "./live-execution.ts";
import type { MapRunner, TaskRunner } from "./task-runner.ts";
import { createTaskToken } from "./task-token.ts";

/** What a driver is given. */
export interface DriverOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly region: string;
  readonly runTask: TaskRunner;
  readonly runMap: MapRunner;
  readonly activityExists: (arn: string) => boolean;
  /** Events of an execution that are on disk now. */
  readonly onEvents: (identity: ExecutionIdentity, events: readonly HistoryEvent[]) => void;
  /**
   * The status of an execution is now what the row says, on disk. Resolves when whoever has to know has it on disk, too, and
   * gives no promise when nobody has; until then it is told again after a crash.
   */
  readonly onStatusChange: (row: JournalRow) => Promise<void> | undefined;
  /** A step of an execution threw: a defect of the engine. */
  readonly onDefect: (error: unknown, executionArn: string) => void;
}

/** What is kept of an identity in `info`. */
export type KeptIdentity = Omit<ExecutionIdentity, "arn" | "name" | "stateMachineArn">;

/** The identity without what the row has columns for; members without a value are left out of its JSON. */
export function keptIdentity(identity: ExecutionIdentity): Complete<KeptIdentity> {
  const { roleArn, stateMachineName, longestSeconds, mostEvents, synchronous, context } = identity;
  return { roleArn, stateMachineName, longestSeconds, mostEvents, synchronous, context };
}

/** Every member is named, so that a new one cannot be forgotten. */
type Complete<Type> = { readonly [Member in keyof Required<Type>]: Type[Member] | undefined };

/** What the parts of a driver share: its options, and the executions that run. */
export interface DriverCore extends DriverOptions {
  readonly definitions: Definitions;
  readonly byArn: Map<string, LiveExecution>;
  readonly byId: Map<number, LiveExecution>;
  /** Nothing is decided or done any more. */
  closed: boolean;
}

/** Time, randomness and the outside world as a decision of this execution sees them. */
export function factsFor(core: DriverCore, { id }: Pick<LiveExecution, "id">, nowMs: number): Facts {
  return {
    nowMs,
    random: Math.random,
    uuid: randomUUID,
    activityExists: core.activityExists,
    taskToken: (frame, eventId) => createTaskToken({ execution: id, frame, eventId }),
  };
}

/** Lets an execution be found while it runs. */
export function track({ byArn, byId }: DriverCore, live: LiveExecution): void {
  byArn.set(live.state.identity.arn, live);
  byId.set(live.id, live);
}

/** An execution as the events that are on disk have made it. */
export function foldExecution({ journal, definitions }: DriverCore, row: JournalRow): LiveExecution {
  const state = emptyExecution(identityOf(row));
  for (const event of journal.events(row.id) as HistoryEvent[]) evolve(state, event);
  return newLiveExecution({ row, state, definition: definitions.compiled(row.definitionHash) });
}

/** The columns of the row have the rest of its identity. */
function identityOf({ arn, name, stateMachineArn, info }: JournalRow): ExecutionIdentity {
  const { identity } = JSON.parse(info) as { readonly identity: KeptIdentity };
  return { ...identity, arn, name, stateMachineArn };
}

/** Lets go of an execution that ended, or that cannot be carried on in this process. */
export function forget({ byArn, byId }: DriverCore, live: LiveExecution): void {
  byArn.delete(live.state.identity.arn);
  byId.delete(live.id);
  disarmAll(live);
}

/** Tells of a status that is on disk now, and writes down that it was told. */
export function announce(core: DriverCore, row: JournalRow): void {
  if (core.closed) return;
  const report = (error: unknown) => core.onDefect(error, row.arn);
  try {
    const known = core.onStatusChange(row);
    if (known === undefined) markAnnounced(core, row);
    else known.then(() => markAnnounced(core, row)).catch(report);
  } catch (error) {
    report(error);
  }
}

/** An execution whose end is decided needs no mark of its start: that of its end is the one that counts. */
function markAnnounced({ closed, byArn, journal }: DriverCore, { id, arn, status }: JournalRow): void {
  if (closed) return;
  if (status !== "RUNNING" || byArn.get(arn)?.state.status === "RUNNING") journal.announced(id, status);
}
