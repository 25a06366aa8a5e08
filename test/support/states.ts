import type { InvocationRequest } from "@aws-sdk/client-lambda";
import * as lambdaSdk from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Caller } from "../../runtime/kernel/caller.ts";
import type { ServiceFactory } from "../../runtime/kernel/service.ts";

/** One invocation that a scripted function was given. */
export interface Invocation {
  readonly functionName: string;
  readonly payload: Record<string, unknown>;
  readonly caller: Caller;
}

/** A Lambda service whose functions are the test's own: what `run` returns is the payload, what it throws the error. */
export function scriptedLambda(run: (invocation: Invocation) => unknown): ServiceFactory {
  return () => ({
    signingName: "lambda",
    protocol: "restJson1",
    sdk: lambdaSdk,
    operations: {
      async Invoke(input: InvocationRequest, { caller }) {
        const payload = JSON.parse(Buffer.from(input.Payload ?? []).toString() || "null");
        try {
          const result = await run({ functionName: input.FunctionName ?? "", payload, caller });
          return {
            StatusCode: 200,
            ExecutedVersion: "$LATEST",
            Payload: Buffer.from(JSON.stringify(result ?? null)),
          };
        } catch (error) {
          const { name, message } = error as Error;
          const body = JSON.stringify({ errorType: name, errorMessage: message });
          return { StatusCode: 200, FunctionError: "Unhandled", Payload: Buffer.from(body) };
        }
      },
    },
  });
}

export const ROLE_ARN = "arn:aws:iam::000000000000:role/machine";

/** A task that gives the function `f` its input and ends with what that gives back. */
export const CALL = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  End: true,
};

/** A distributed Map over its input, whose items are one `CALL` each. */
export function distributed(fields: object, executionType = "STANDARD"): object {
  const ItemProcessor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: executionType },
    StartAt: "Call",
    States: { Call: CALL },
  };
  const map = { Type: "Map", Items: "{% $states.input %}", ItemProcessor, End: true, ...fields };
  return { QueryLanguage: "JSONata", StartAt: "Each", States: { Each: map } };
}

/** Creates a state machine and starts it; gives the execution's ARN. */
export async function startMachine(
  sfn: SFNClient,
  definition: object,
  input: unknown = {},
): Promise<{ stateMachineArn: string; executionArn: string }> {
  const name = `machine-${Math.random().toString(36).slice(2)}`;
  const machine = await sfn.send(
    new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE_ARN }),
  );
  const stateMachineArn = machine.stateMachineArn ?? "";
  const started = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return { stateMachineArn, executionArn: started.executionArn ?? "" };
}

/** Waits for the end of an execution. */
export async function ended(sfn: SFNClient, executionArn: string) {
  for (;;) {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== "RUNNING") {
      const { status, output, error, cause } = described;
      return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
    }
  }
}

/** The types of an execution's events, in order. */
export async function eventTypes(sfn: SFNClient, executionArn: string): Promise<string[]> {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.map(({ type }) => type ?? "");
}

/** The types of the events of an execution that is one distributed Map, and succeeds. */
export const MAP_RUN_EVENTS = [
  "ExecutionStarted",
  "MapStateEntered",
  "MapStateStarted",
  "MapRunStarted",
  "MapRunSucceeded",
  "MapStateSucceeded",
  "MapStateExited",
  "ExecutionSucceeded",
] as const;
