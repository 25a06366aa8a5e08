/** A state machine, and how each of its executions must end. */
export interface Workload {
  readonly definition: object;
  /** Events of its branches may come in any order. */
  readonly concurrent: boolean;
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output: ((number: number) => unknown) | undefined;
}

const TURNS = 20;
const PASSES = 10;
const STATES_OF_CHAIN = Array.from({ length: PASSES }, (_, at) => `Pass${at}`);
const sameAsInput = { concurrent: false, status: "SUCCEEDED", output: (number: number) => number } as const;

function call(functionName: string, payload = "{% $states.input %}"): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: functionName, Payload: payload },
    Output: "{% $states.result.Payload.echoed %}",
  };
}

function only(name: string, state: object): object {
  return { StartAt: name, States: { [name]: { ...state, End: true } } };
}

const passes = STATES_OF_CHAIN.map((name, at) => {
  const next = STATES_OF_CHAIN[at + 1];
  return [name, { Type: "Pass", ...(next === undefined ? { End: true } : { Next: next }) }];
});

const waitUntil = { Type: "Wait", Timestamp: "{% $states.input.until %}" };
const numberOut = { Output: "{% $states.input.number %}" };
const askForToken = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Arguments: {
    FunctionName: "ask",
    Payload: { token: "{% $states.context.Task.Token %}", name: "{% $states.context.Execution.Name %}" },
  },
};

/** The kinds of work that a campaign kills the service under. Inputs are `{number, until}`. */
export const workloads: Readonly<Record<string, Workload>> = {
  passes: {
    ...sameAsInput,
    definition: {
      StartAt: "Pass0",
      States: { ...Object.fromEntries(passes), Pass9: { Type: "Pass", ...numberOut, End: true } },
    },
  },
  loop: {
    ...sameAsInput,
    output: () => TURNS,
    definition: {
      StartAt: "Begin",
      States: {
        Begin: { Type: "Pass", Assign: { turn: 0 }, Next: "Turn" },
        Turn: { Type: "Pass", Assign: { turn: "{% $turn + 1 %}" }, Next: "Enough" },
        Enough: {
          Type: "Choice",
          Choices: [{ Condition: `{% $turn < ${TURNS} %}`, Next: "Turn" }],
          Default: "Done",
        },
        Done: { Type: "Pass", Output: "{% $turn %}", End: true },
      },
    },
  },
  timer: { ...sameAsInput, definition: only("Wait", { ...waitUntil, ...numberOut }) },
  calls: {
    ...sameAsInput,
    definition: {
      StartAt: "One",
      States: {
        One: { ...call("echo"), Next: "Two" },
        Two: { ...call("echo"), Next: "Three" },
        Three: { ...call("echo"), Output: "{% $states.result.Payload.echoed.number %}", End: true },
      },
    },
  },
  retry: {
    ...sameAsInput,
    definition: only("Flaky", {
      ...call(
        "flaky",
        "{% {'retryCount': $states.context.State.RetryCount, 'number': $states.input.number} %}",
      ),
      Output: "{% $states.result.Payload.echoed.number %}",
      Retry: [{ ErrorEquals: ["Flaky"], IntervalSeconds: 1, MaxAttempts: 2 }],
    }),
  },
  failure: {
    concurrent: false,
    status: "FAILED",
    output: undefined,
    definition: only("Flaky", call("flaky", "{% {'retryCount': 0} %}")),
  },
  token: {
    ...sameAsInput,
    output: (number) => ({ number, answer: `answered token-${number}` }),
    definition: only("Ask", {
      ...askForToken,
      Output: "{% {'number': $states.input.number, 'answer': $states.result.answer} %}",
    }),
  },
  deadline: {
    ...sameAsInput,
    definition: {
      StartAt: "Ask",
      States: {
        Ask: {
          ...askForToken,
          TimeoutSeconds: 1,
          Catch: [{ ErrorEquals: ["States.Timeout"], Output: "{% $states.input %}", Next: "Late" }],
          Next: "Late",
        },
        Late: { Type: "Pass", ...numberOut, End: true },
      },
    },
  },
  parallel: {
    ...sameAsInput,
    concurrent: true,
    definition: only("Both", {
      Type: "Parallel",
      Branches: [only("Wait", waitUntil), only("Call", call("echo")), only("Pass", { Type: "Pass" })],
      Output: "{% $states.result[1].number %}",
    }),
  },
  map: {
    ...sameAsInput,
    concurrent: true,
    output: (number) => [number, number, number, number, number, number],
    definition: only("Each", {
      Type: "Map",
      Items: "{% [1..6] %}",
      ItemSelector: "{% $states.input %}",
      MaxConcurrency: 2,
      ItemProcessor: only("Call", {
        ...call("echo"),
        Output: "{% $states.result.Payload.echoed.number %}",
      }),
    }),
  },
};
