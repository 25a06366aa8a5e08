import { ACTIVITY_ARN, chain, type Workload, type Workloads } from "./workload.ts";

/** How the desk of the campaign deals with a token. */
export type TokenAnswer = "success" | "failure" | "heartbeats" | "never";

function ask(answer: TokenAnswer, key = "{% $states.context.Execution.Name %}"): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Arguments: {
      FunctionName: "ask",
      Payload: {
        id: "{% $states.context.Execution.Name %}",
        token: "{% $states.context.Task.Token %}",
        key,
        answer,
      },
    },
  };
}

function caught(state: object, error: string): object {
  const late = {
    Type: "Pass",
    Output: "{% {'id': $states.context.Execution.Name, 'late': $states.input.Error} %}",
  };
  const asked = {
    ...state,
    Catch: [{ ErrorEquals: [error], Output: "{% $states.errorOutput %}", Next: "Late" }],
  };
  return chain({ Ask: asked, Late: late });
}

const asks = { ends: "SUCCEEDED", calls: 1, forgives: "TaskSubmitted" } as const satisfies Partial<Workload>;

/** Tasks that somebody else ends, or nobody. */
export const tokens: Workloads = {
  token: { ...asks, definition: chain({ Ask: ask("success"), Done: { Type: "Pass" } }) },
  "token-failed": { ...asks, ends: "FAILED", definition: chain({ Ask: ask("failure") }) },
  "token-failed-caught": { ...asks, definition: caught(ask("failure"), "Refused") },
  "token-late": {
    ...asks,
    definition: caught({ ...ask("never"), TimeoutSeconds: 5 }, "States.Timeout"),
  },
  heartbeats: { ...asks, definition: chain({ Ask: { ...ask("heartbeats"), HeartbeatSeconds: 60 } }) },
  "heartbeats-lost": {
    ...asks,
    definition: caught({ ...ask("never"), HeartbeatSeconds: 7 }, "States.HeartbeatTimeout"),
  },
  "tokens-in-map": {
    ...asks,
    calls: 3,
    definition: chain({
      Each: {
        Type: "Map",
        Items: "{% ['a', 'b', 'c'] %}",
        MaxConcurrency: 2,
        ItemProcessor: chain({
          Ask: ask("success", "{% $states.context.Execution.Name & '/' & $states.input %}"),
        }),
      },
    }),
  },
  activity: {
    ends: "SUCCEEDED",
    forgives: "ActivityTimedOut",
    definition: chain({
      Work: {
        Type: "Task",
        Resource: ACTIVITY_ARN,
        TimeoutSeconds: 60,
        Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1000 }],
      },
    }),
  },
};
