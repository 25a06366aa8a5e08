import { randomUUID } from "node:crypto";
import type { InspectionData, TestStateInput, TestStateOutput } from "@aws-sdk/client-sfn";
import type { ExecutionIdentity } from "../../../asl/execution-state.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";
import type { Scope } from "../../../asl/scope.ts";
import type { Operation } from "../../../kernel/service.ts";
import type { States } from "../states.ts";
import { checkRequest } from "../test-state/check-request.ts";
import { inspect } from "../test-state/inspect.ts";
import { inspectIterations } from "../test-state/inspect-iterations.ts";
import { runTest, type TestOutcome } from "../test-state/run-test.ts";
import { readTestedState, TESTED_NAME } from "../test-state/tested-state.ts";
import { parseInput } from "./start-execution.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export function testState(states: States): Operation<TestStateInput, TestStateOutput> {
  return async (input) => {
    const tested = readTestedState(input.definition ?? "", input.stateName);
    const request = checkRequest(input, tested.raw);
    const value = parseInput(input.input ?? "{}");
    const nowMs = states.runtime.clock.now();
    const identity = identityOf(states, {
      input,
      value,
      nowMs,
      type: String(tested.raw.Type),
      context: request.context,
    });
    const outcome = await runTest({
      tested,
      request,
      identity,
      input: value,
      retryCount: input.stateConfiguration?.retrierRetryCount ?? 0,
      nowMs,
      region: states.runtime.region,
      runTask: states.runTask,
    });
    if (input.inspectionLevel === undefined || input.inspectionLevel === "INFO") return answer(outcome);
    const scope: Scope = {
      input: value,
      variables: request.variables,
      context: () => identity.context ?? {},
      ...(outcome.result === undefined ? {} : { result: outcome.result }),
      facts: {
        nowMs,
        random: Math.random,
        uuid: randomUUID,
        taskToken: () => "",
        activityExists: () => true,
      },
    };
    const details = outcome.errorDetails === undefined ? {} : { errorDetails: outcome.errorDetails };
    const variables = { ...request.variables, ...outcome.assigned };
    const iterations =
      tested.raw.Type === "Map"
        ? await inspectIterations({
            tested,
            identity,
            input: value,
            variables: request.variables,
            readerData: input.stateConfiguration?.mapItemReaderData,
            nowMs,
            region: states.runtime.region,
          })
        : {};
    return {
      ...answer(outcome),
      inspectionData: {
        ...inspect({ tested, scope, variables }),
        ...iterations,
        ...details,
        ...(input.inspectionLevel === "TRACE" ? exchanged(outcome, input.revealSecrets === true) : {}),
      },
    };
  };
}

/** What went over the wire; what the connection added is shown only to those who ask for it. */
function exchanged(
  { exchange }: TestOutcome,
  revealSecrets: boolean,
): Pick<InspectionData, "request" | "response"> {
  if (exchange === undefined) return {};
  return { request: revealSecrets ? exchange.request : exchange.concealed, response: exchange.response };
}

interface Subject {
  readonly input: TestStateInput;
  readonly value: Json;
  readonly nowMs: number;
  readonly type: string;
  readonly context: JsonObject | undefined;
}

/** The execution that the state believes to be in: one of an Express workflow of its own. */
function identityOf(
  { runtime }: States,
  { input, value, nowMs, type, context }: Subject,
): ExecutionIdentity & { context: JsonObject } {
  const prefix = `arn:aws:states:${runtime.region}:${runtime.accountId}`;
  const [machine, name] = [randomUUID(), randomUUID()];
  const time = new Date(nowMs).toISOString();
  const retried = type === "Task" || type === "Map" || type === "Parallel";
  const made: JsonObject = {
    Execution: {
      Id: `${prefix}:express:${machine}:${name}`,
      Input: value,
      StartTime: time,
      Name: name,
      RoleArn: input.roleArn ?? null,
    },
    StateMachine: { Id: `${prefix}:stateMachine:${machine}`, Name: machine },
    State: { Name: TESTED_NAME, EnteredTime: time, ...(retried ? { RetryCount: 0 } : {}) },
  };
  return {
    arn: `${prefix}:express:${machine}:${name}`,
    name,
    roleArn: input.roleArn ?? "",
    stateMachineArn: `${prefix}:stateMachine:${machine}`,
    stateMachineName: machine,
    context: context ?? made,
  };
}

function answer({ status, output, nextState, failure }: TestOutcome): TestStateOutput {
  return {
    status,
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(nextState === undefined ? {} : { nextState }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
  };
}
