import type { Json } from "../../runtime/asl/json.ts";

/** A state machine to be timed: its definition, what it is given, and what it must come to. */
export interface Machine {
  readonly definition: string;
  readonly input: Json;
  readonly output: Json;
}

const texts = new WeakMap<Machine, string>();

/** The input as the API gets it. */
export function inputText(machine: Machine): string {
  const text = texts.get(machine) ?? JSON.stringify(machine.input);
  texts.set(machine, text);
  return text;
}

const PASS = { Type: "Pass" };

/** `count` states of a kind, one after another. */
function chain(
  count: number,
  state: object,
  prefix = "State",
): { StartAt: string; States: Record<string, object> } {
  const states = Array.from({ length: count }, (_, at) => {
    const onward = at + 1 < count ? { Next: `${prefix}${at + 2}` } : { End: true };
    return [`${prefix}${at + 1}`, { ...state, ...onward }];
  });
  return { StartAt: `${prefix}1`, States: Object.fromEntries(states) };
}

const GREETING = { greeting: "hello", count: 0, tags: ["a", "b"] };

/** Ten Pass states that hand on what they are given. */
export const tenPasses: Machine = {
  definition: JSON.stringify(chain(10, PASS)),
  input: GREETING,
  output: GREETING,
};

/** Counts to `turns` in a loop of a Choice and a Pass that adds one with an intrinsic function. */
export function choiceLoop(turns: number): Machine {
  const definition = {
    StartAt: "Done?",
    States: {
      "Done?": {
        Type: "Choice",
        Choices: [{ Variable: "$.count", NumericLessThan: turns, Next: "Count" }],
        Default: "Done",
      },
      Count: { Type: "Pass", Parameters: { "count.$": "States.MathAdd($.count, 1)" }, Next: "Done?" },
      Done: { Type: "Succeed" },
    },
  };
  return { definition: JSON.stringify(definition), input: { count: 0 }, output: { count: turns } };
}

/** An inline Map whose iterations are one Pass each. */
export function inlineMap(length: number): Machine {
  const items = Array.from({ length }, (_, at) => at);
  const map = { Type: "Map", ItemsPath: "$.items", ItemProcessor: chain(1, PASS), End: true };
  return {
    definition: JSON.stringify({ StartAt: "Each", States: { Each: map } }),
    input: { items },
    output: items,
  };
}

/** A Parallel whose branches are chains of Pass states. */
export function parallel(branches: number, states: number): Machine {
  const Branches = Array.from({ length: branches }, (_, at) => chain(states, PASS, `Branch${at + 1}State`));
  return {
    definition: JSON.stringify({
      StartAt: "All",
      States: { All: { Type: "Parallel", Branches, End: true } },
    }),
    input: GREETING,
    output: Array.from({ length: branches }, () => GREETING),
  };
}

const COUNTED = { input: { count: 0 }, output: { count: 10 } };

/** Ten states that add one each, in JSONata. */
export const countingInJsonata: Machine = {
  definition: JSON.stringify({
    QueryLanguage: "JSONata",
    ...chain(10, { ...PASS, Output: { count: "{% $states.input.count + 1 %}" } }),
  }),
  ...COUNTED,
};

/** The same in JSONPath, where an intrinsic function adds. */
export const countingInJsonpath: Machine = {
  definition: JSON.stringify(chain(10, { ...PASS, Parameters: { "count.$": "States.MathAdd($.count, 1)" } })),
  ...COUNTED,
};

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { "count.$": "$.count" },
};

/** A chain of tasks: each answer is one durable transition. */
export function taskChain(count: number): Machine {
  return { definition: JSON.stringify(chain(count, TASK)), ...COUNTED, output: { count: 0 } };
}

/** Waits a day for the answer to a task: an execution that stays open. */
export const waitingTask: Machine = {
  definition: JSON.stringify(chain(2, { ...TASK, TimeoutSeconds: 86_400 })),
  input: GREETING,
  output: GREETING,
};
