import { type ExecutionIdentity, type ExecutionState, emptyExecution } from "../asl/execution-state.ts";
import type { EventDetails } from "../asl/history-event.ts";
import type { Json } from "../asl/json.ts";
import type { JournalRow } from "../storage/journal-row.ts";
import { createDefinitions } from "./definitions.ts";
import { announce, type DriverCore, type DriverOptions, keptIdentity } from "./driver-core.ts";
import { cancelTimers, newLiveExecution } from "./live-execution.ts";
import { perform } from "./perform.ts";
import { recover } from "./recover.ts";
import { type RedriveRequest, redrive } from "./redrive.ts";
import { startedRow } from "./running-row.ts";
import type { TaskReports } from "./task-runner.ts";
import { answer, heartbeat, type TokenAnswer } from "./token-answer.ts";

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

/** Why an execution is stopped. */
export interface StopReason {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Runs executions durably: decides, commits, and only then acts. */
export interface Driver {
  /** Starts an execution; durable once `committed()`. */
  start(execution: NewExecution): { readonly startedMs: number };
  /** The execution while it runs, whether on disk already or not. */
  running(arn: string): { readonly input: string; readonly state: ExecutionState } | undefined;
  /** All that run. */
  runningRows(): readonly JournalRow[];
  /** False when it does not run. */
  stop(arn: string, reason: StopReason): boolean;
  /** Goes on with an execution that ended without success; durable once `committed()`. */
  redrive(row: JournalRow, request: RedriveRequest): { readonly redrivenMs: number };
  /** How many executions run. */
  runningCount(): number;
  /** Tells the task that waits with a token what became of it. */
  answer(token: string, news: (reports: TaskReports) => void): TokenAnswer;
  heartbeat(token: string): TokenAnswer;
  definitionText(hash: string): string;
  /** Resolves when everything decided so far is on disk. */
  committed(): Promise<void>;
  /** Takes up every execution that was under way. */
  recover(): void;
  /** Stops acting; what is under way goes on at the next `recover`. */
  close(): void;
}

/** Creates the driver over a journal. One process may have one driver a journal. */
export function createDriver(options: DriverOptions): Driver {
  const definitions = createDefinitions(options.journal);
  const core: DriverCore = { ...options, definitions, byArn: new Map(), byId: new Map(), closed: false };
  return {
    start: (execution) => start(core, execution),
    running: (arn) => core.byArn.get(arn),
    runningRows: () => [...core.byArn.values()].map(({ row }) => row),
    stop(arn, { error, cause }) {
      const live = core.byArn.get(arn);
      return live === undefined ? false : perform(core, live, { type: "stop", error, cause });
    },
    redrive: (row, request) => redrive(core, row, request),
    runningCount: () => core.byArn.size,
    answer: (token, news) => answer(core, token, news),
    heartbeat: (token) => heartbeat(core, token),
    definitionText: definitions.text,
    committed: options.journal.committed,
    recover: () => recover(core),
    close: () => close(core),
  };
}

function start(core: DriverCore, execution: NewExecution): { readonly startedMs: number } {
  const { identity, definition, input, inputText, info, startDetails } = execution;
  const { journal, definitions, clock } = core;
  const definitionHash = definitions.store(definition);
  const startedMs = clock.now();
  const { arn, name, stateMachineArn } = identity;
  const row = startedRow({
    id: journal.nextId(),
    arn,
    name,
    stateMachineArn,
    definitionHash,
    startedMs,
    input: inputText,
    info: JSON.stringify({ ...info, identity: keptIdentity(identity) }),
  });
  journal.create(row);
  const state = emptyExecution(identity);
  const live = newLiveExecution({ row, state, definition: definitions.compiled(definitionHash) });
  core.byArn.set(arn, live);
  journal.afterCommit(() => announce(core, row));
  perform(core, live, { type: "start", input, details: startDetails }, { nowMs: startedMs });
  // One that has ended already waits for nothing: nobody asks for it by its id.
  if (state.status === "RUNNING") core.byId.set(live.id, live);
  return { startedMs };
}

function close(core: DriverCore): void {
  core.closed = true;
  for (const live of core.byArn.values()) cancelTimers(live);
  core.byArn.clear();
  core.byId.clear();
}
