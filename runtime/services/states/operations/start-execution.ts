import { randomUUID } from "node:crypto";
import type { StartExecutionInput, StartExecutionOutput } from "@aws-sdk/client-sfn";
import type { Json } from "../../../asl/json.ts";
import { DEEPEST_JSON, isTooDeep } from "../../../asl/json-depth.ts";
import type { CallingTask } from "../../../kernel/caller.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { infoOf } from "../execution-info.ts";
import { refuseTooManyRunning } from "../execution-limit.ts";
import { resolveTarget, type StartTarget } from "../start-target.ts";
import { checkName, type States } from "../states.ts";

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: idempotent by name while the
 * execution of that name runs with the same input; refused with `ExecutionAlreadyExists` otherwise.
 */
export function startExecution(states: States): Operation<StartExecutionInput, StartExecutionOutput> {
  return async (input, { caller }) => {
    const target = resolveTarget(states, input.stateMachineArn);
    const name = checkName(input.name ?? randomUUID());
    const inputText = input.input ?? "{}";
    const value = parseInput(inputText);
    const arn = executionArn(states, target, name);
    const { traceHeader } = input;
    const execution = { target, arn, name, inputText, value, traceHeader, startedBy: caller.task };
    const startedMs = existing(states, execution) ?? start(states, execution);
    await states.driver.committed();
    return { executionArn: arn, startDate: new Date(startedMs) };
  };
}

/** Refuses an input that is no JSON. */
export function parseInput(text: string): Json {
  if (isTooDeep(text))
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: 'nested deeper than ${DEEPEST_JSON} levels'`,
    );
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${(cause as Error).message}'`,
      { cause },
    );
  }
}

/** The ARN of an execution: those of Express workflows are never the same twice. */
export function executionArn({ runtime }: States, { machine }: StartTarget, name: string): string {
  const prefix = `arn:aws:states:${runtime.region}:${runtime.accountId}`;
  if (machine.type === "EXPRESS") return `${prefix}:express:${machine.name}:${name}:${randomUUID()}`;
  return `${prefix}:execution:${machine.name}:${name}`;
}

/** When the execution was started, if it exists and this is the same request, or the same task of another execution, again. */
function existing({ driver, journal }: States, execution: ExecutionStart): number | undefined {
  const { arn, inputText, startedBy } = execution;
  const running = driver.running(arn);
  if (running !== undefined && running.input === inputText) return running.state.startedAtMs;
  const row = journal.find(arn);
  if (running === undefined && row === undefined) return undefined;
  if (row !== undefined && isSameTask(infoOf(row).startedBy, startedBy)) return row.startedMs;
  throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

function isSameTask(one: CallingTask | undefined, other: CallingTask | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const { executionArn, frame, eventId } = one;
  return executionArn === other.executionArn && frame === other.frame && eventId === other.eventId;
}

export interface ExecutionStart {
  readonly target: StartTarget;
  readonly arn: string;
  readonly name: string;
  readonly inputText: string;
  readonly value: Json;
  readonly traceHeader?: string | undefined;
  readonly synchronous?: boolean;
  /** The task of another execution that starts it. */
  readonly startedBy?: CallingTask | undefined;
}

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: 5 minutes, and a history without an end.
 * DIVERGES: the history has one here, since a loop that waits for nothing is decided in one step.
 */
const EXPRESS_LIMITS = { longestSeconds: 300, mostEvents: 250_000 };

/** Starts an execution under the definition that the target has now. */
export function start({ driver }: States, execution: ExecutionStart): number {
  refuseTooManyRunning(driver);
  const { target, arn, name, inputText, value, traceHeader, synchronous, startedBy } = execution;
  const { machine, versionArn, aliasArn } = target;
  const identity = {
    arn,
    name,
    roleArn: machine.roleArn,
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    ...(machine.type === "EXPRESS" ? EXPRESS_LIMITS : {}),
    ...(synchronous === undefined ? {} : { synchronous }),
  };
  const references = {
    ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
  };
  const { startedMs } = driver.start({
    identity,
    definition: machine.definition,
    input: value,
    inputText,
    info: {
      type: machine.type,
      ...references,
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(startedBy === undefined ? {} : { startedBy: { ...startedBy } }),
      ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
    },
    startDetails: references,
  });
  return startedMs;
}
