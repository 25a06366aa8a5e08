import type { Command } from "../../../../runtime/asl/command.ts";
import { compileDefinition } from "../../../../runtime/asl/compile.ts";
import { type Decision, decide } from "../../../../runtime/asl/decide.ts";
import type { Effect } from "../../../../runtime/asl/effect.ts";
import { evolve } from "../../../../runtime/asl/evolve.ts";
import {
  type ExecutionIdentity,
  type ExecutionState,
  emptyExecution,
} from "../../../../runtime/asl/execution-state.ts";
import type { HistoryEvent } from "../../../../runtime/asl/history-event.ts";
import type { Json, JsonObject } from "../../../../runtime/asl/json.ts";
import { resume } from "../../../../runtime/asl/resume.ts";
import type { Facts } from "../../../../runtime/asl/scope.ts";

const IDENTITY = {
  arn: "arn:aws:states:us-east-1:000000000000:execution:machine:run",
  name: "run",
  roleArn: "arn:aws:iam::000000000000:role/machine",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
  stateMachineName: "machine",
};

/** An execution in memory whose time, randomness and outside world are the test's. */
export interface Machine {
  readonly state: ExecutionState;
  readonly events: HistoryEvent[];
  /** Effects of the last command. */
  effects: readonly Effect[];
  nowMs: number;
  send(command: Command): Decision;
  /** Types of all events so far. */
  types(): string[];
  /** What the events alone make of an execution, and what it still has to do. */
  replayed(): { state: ExecutionState; effects: readonly Effect[] };
}

export interface MachineLimits extends Pick<ExecutionIdentity, "mostEvents"> {
  /** Where a decision is cut short; nowhere by default. */
  readonly isLong?: (events: number, bytes: number) => boolean;
}

export function startMachine(
  raw: JsonObject,
  input: Json = {},
  { isLong = () => false, ...limits }: MachineLimits = {},
): Machine {
  const definition = compileDefinition(raw);
  const state = emptyExecution({ ...IDENTITY, ...limits });
  const region = "us-east-1";
  const facts = (): Facts => ({
    nowMs: machine.nowMs,
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    taskToken: (frame, eventId) => `token-${frame}-${eventId}`,
    activityExists: () => true,
  });
  const machine: Machine = {
    state,
    events: [],
    effects: [],
    nowMs: 1_000_000,
    send(command) {
      const decision = decide({ definition, state, command, facts: facts(), region, isLong });
      machine.events.push(...decision.events);
      machine.effects = decision.effects;
      return decision;
    },
    types: () => machine.events.map(({ type }) => type),
    replayed() {
      const copy = emptyExecution(IDENTITY);
      for (const event of JSON.parse(JSON.stringify(machine.events)) as HistoryEvent[]) evolve(copy, event);
      return { state: copy, effects: resume({ definition, state: copy, facts: facts(), region }) };
    },
  };
  machine.send({ type: "start", input });
  return machine;
}

/** The outcome of a machine that needs nothing from outside. */
export function runToEnd(raw: JsonObject, input: Json = {}) {
  const { status, output, error, cause } = startMachine(raw, input).state;
  return { status, output, error, cause };
}

/** A machine of one Pass state. */
export function pass(fields: JsonObject): JsonObject {
  return { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true, ...fields } } };
}
