import { randomUUID } from "node:crypto";
import type { Command } from "../../../asl/command.ts";
import { compileDefinition } from "../../../asl/compile.ts";
import { decide } from "../../../asl/decide.ts";
import type { CompiledDefinition, CompiledState } from "../../../asl/definition.ts";
import type { Effect } from "../../../asl/effect.ts";
import { type ExecutionIdentity, type ExecutionState, emptyExecution } from "../../../asl/execution-state.ts";
import { ErrorName, Failure } from "../../../asl/failure.ts";
import type { HistoryEvent } from "../../../asl/history-event.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";
import { matchesError, retryDelayMs } from "../../../asl/retry.ts";
import type { Facts, Variables } from "../../../asl/scope.ts";
import type { HttpExchange, TaskRunner } from "../../../driver/task-runner.ts";
import type { CheckedRequest } from "./check-request.ts";
import { asTask, TESTED_NAME, type TestedState, testMachine } from "./tested-state.ts";

export interface StateTest {
  readonly tested: TestedState;
  readonly request: CheckedRequest;
  readonly identity: ExecutionIdentity;
  readonly input: Json;
  readonly retryCount: number;
  readonly nowMs: number;
  readonly region: string;
  readonly runTask: TaskRunner;
}

/** How a tested state ended. */
export interface TestOutcome {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  readonly output?: Json;
  readonly nextState?: string;
  readonly failure?: Failure;
  /** The variables that the state assigned. */
  readonly assigned?: Variables;
  /** What the work of the state gave. */
  readonly result?: Json;
  /** What an HTTP task sent and got. */
  readonly exchange?: HttpExchange;
  readonly errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number };
}

/** Runs one state as an execution in memory: its work is mocked, or performed once. */
export async function runTest(test: StateTest): Promise<TestOutcome> {
  const { tested, request } = test;
  const mocked = request.mock !== undefined && tested.raw.Type !== "Task";
  const raw = mocked ? asTask(tested.raw) : tested.raw;
  const definition = compileDefinition(testMachine({ ...tested, raw }, request.variables));
  const state = emptyExecution(test.identity);
  const events: HistoryEvent[] = [];
  const facts = factsOf(test);
  const send = (command: Command): readonly Effect[] => {
    const decision = decide({ definition, state, command, facts, region: test.region });
    events.push(...decision.events);
    return decision.effects;
  };
  const effects = send({ type: "start", input: test.input });
  const frame = state.frames.get(0);
  if (frame?.pending?.kind === "timer")
    send({ type: "timer", frame: 0, eventId: frame.pending.eventId, purpose: "wait" });
  if (frame?.pending?.kind !== "task") return outcomeOf({ events, state, failure: failureOf(events) });
  let exchange: HttpExchange | undefined;
  const news = await workOf(test, effects, (seen) => {
    exchange = seen;
  });
  const seen = exchange === undefined ? {} : { exchange };
  const retriers = testedState(definition).retriers;
  frame.attempts = retriers.map(() => test.retryCount);
  const { eventId } = frame.pending;
  if (!(news instanceof Failure)) {
    send({ type: "task-succeeded", frame: 0, eventId, output: news });
    return { ...outcomeOf({ events, state, failure: failureOf(events) }), ...seen, result: news };
  }
  send({ type: "task-failed", frame: 0, eventId, failure: news });
  const outcome = outcomeOf({ events, state, failure: news });
  return {
    ...outcome,
    ...seen,
    ...errorDetails(testedState(definition), { failure: news, outcome, attempts: test.retryCount }),
  };
}

function factsOf({ nowMs, request }: StateTest): Facts {
  const given = request.context?.Task as JsonObject | undefined;
  const token = typeof given?.Token === "string" ? given.Token : randomUUID();
  return { nowMs, random: Math.random, uuid: randomUUID, taskToken: () => token, activityExists: () => true };
}

function testedState(definition: CompiledDefinition): CompiledState {
  const state = definition.blocks[0]?.states.get(TESTED_NAME);
  if (state === undefined) throw new Error("the tested state was not compiled");
  return state;
}

/** The mocked outcome of the state's work, or the real one. */
async function workOf(
  test: StateTest,
  effects: readonly Effect[],
  exchanged: (exchange: HttpExchange) => void,
): Promise<Json | Failure> {
  const { mock } = test.request;
  if (mock?.kind === "error") return new Failure(mock.error, mock.cause);
  if (mock?.kind === "result") return exceedsTolerance(test) ?? mock.result;
  const effect = effects.find((candidate) => candidate.type === "task");
  if (effect === undefined) throw new Error("a task that was scheduled is an effect");
  const ignore = () => {};
  return new Promise((resolve) => {
    test.runTask(
      { execution: test.identity, effect },
      {
        submitted: resolve,
        submitFailed: resolve,
        succeeded: resolve,
        failed: resolve,
        activityStarted: ignore,
        exchanged,
      },
    );
  });
}

function exceedsTolerance({ tested, request }: StateTest): Failure | undefined {
  const { raw } = tested;
  const count = raw.ToleratedFailureCount;
  const percentage = raw.ToleratedFailurePercentage;
  const items =
    request.mock?.kind === "result" && Array.isArray(request.mock.result) ? request.mock.result.length : 0;
  const tooMany = typeof count === "number" && request.failedIterations > count;
  const tooLarge =
    typeof percentage === "number" && items > 0 && (request.failedIterations * 100) / items > percentage;
  if (!tooMany && !tooLarge) return undefined;
  return new Failure(
    ErrorName.exceedToleratedFailureThreshold,
    "The specified tolerated failure threshold was exceeded",
  );
}

/** The failure that ended the execution, if one did. */
function failureOf(events: readonly HistoryEvent[]): Failure | undefined {
  const last = events.at(-1);
  return last?.type === "ExecutionFailed" ? new Failure(last.details?.error, last.details?.cause) : undefined;
}

function outcomeOf({
  events,
  state,
  failure,
}: {
  events: readonly HistoryEvent[];
  state: ExecutionState;
  failure: Failure | undefined;
}): TestOutcome {
  if (state.status === "RUNNING")
    return { status: "RETRIABLE", ...(failure === undefined ? {} : { failure }) };
  const exitAt = events.findIndex(
    ({ type, details }) => type.endsWith("StateExited") && details?.name === TESTED_NAME,
  );
  const exit = events[exitAt];
  if (exit === undefined) return { status: "FAILED", ...(failure === undefined ? {} : { failure }) };
  const next = events[exitAt + 1];
  const assigned = exit.details?.assignedVariables;
  const nextState = next?.type.endsWith("StateEntered") ? next.details?.name : undefined;
  return {
    status: failure === undefined ? "SUCCEEDED" : "CAUGHT_ERROR",
    output: exit.details?.output ?? null,
    ...(nextState === undefined ? {} : { nextState }),
    ...(assigned === undefined ? {} : { assigned }),
    ...(failure === undefined ? {} : { failure }),
  };
}

interface Failed {
  readonly failure: Failure;
  readonly outcome: TestOutcome;
  readonly attempts: number;
}

/** Which retrier and catcher the failure met. */
function errorDetails(
  state: CompiledState,
  { failure, outcome, attempts }: Failed,
): Pick<TestOutcome, "errorDetails"> {
  const retryIndex = state.retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const catchIndex = state.catchers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const retrier = state.retriers[retryIndex];
  const retried = outcome.status === "RETRIABLE" && retrier !== undefined;
  const details = {
    ...(outcome.status === "CAUGHT_ERROR" ? { catchIndex } : {}),
    ...(retryIndex < 0 ? {} : { retryIndex }),
    ...(retried
      ? { retryBackoffIntervalSeconds: Math.round(retryDelayMs(retrier, attempts, 1) / 1000) }
      : {}),
  };
  return Object.keys(details).length === 0 ? {} : { errorDetails: details };
}
