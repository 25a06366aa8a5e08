import { call, chain, type Workloads } from "./workload.ts";

const PASSES = Array.from({ length: 10 }, (_, at) => [`Pass${at}`, { Type: "Pass" }]);
const TURNS = 20;

/** Steps without waiting, and steps side by side in one execution. */
export const branches: Workloads = {
  passes: { ends: "SUCCEEDED", definition: chain(Object.fromEntries(PASSES)) },
  loop: {
    ends: "SUCCEEDED",
    definition: chain({
      Begin: { Type: "Pass", Assign: { turn: 0 } },
      Turn: { Type: "Pass", Assign: { turn: "{% $turn + 1 %}" } },
      Enough: {
        Type: "Choice",
        Choices: [{ Condition: `{% $turn < ${TURNS} %}`, Next: "Turn" }],
        Default: "Done",
        Next: undefined,
      },
      Done: { Type: "Pass", Output: "{% $turn %}" },
    }),
  },
  calls: {
    ends: "SUCCEEDED",
    calls: 3,
    definition: chain({ One: call("echo"), Two: call("echo"), Three: call("echo") }),
  },
  parallel: {
    ends: "SUCCEEDED",
    calls: 2,
    definition: chain({
      All: {
        Type: "Parallel",
        Branches: [
          chain({ Wait: { Type: "Wait", Seconds: 2 } }),
          chain({ Call: call("echo"), Again: call("echo") }),
          chain({ Pass: { Type: "Pass" } }),
        ],
      },
      Done: { Type: "Pass" },
    }),
  },
  map: {
    ends: "SUCCEEDED",
    calls: 6,
    definition: chain({
      Each: {
        Type: "Map",
        Items: "{% [1..6] %}",
        ItemSelector: "{% {'id': $states.input.id, 'item': $states.context.Map.Item.Value} %}",
        MaxConcurrency: 2,
        ItemProcessor: chain({
          Call: call("echo"),
          Wait: { Type: "Wait", Seconds: "{% $states.input.item %}" },
        }),
      },
    }),
  },
  "map-in-parallel": {
    ends: "SUCCEEDED",
    calls: 3,
    definition: chain({
      Both: {
        Type: "Parallel",
        Branches: [
          chain({
            Each: {
              Type: "Map",
              Items: "{% [1..3] %}",
              ItemSelector: "{% $states.input %}",
              ItemProcessor: chain({ Call: call("echo") }),
            },
          }),
          chain({ Wait: { Type: "Wait", Seconds: 1 }, Done: { Type: "Pass" } }),
        ],
      },
    }),
  },
  "branch-fails": {
    ends: "SUCCEEDED",
    definition: chain({
      Both: {
        Type: "Parallel",
        Branches: [
          chain({ Pass: { Type: "Pass" } }),
          chain({
            Wait: { Type: "Wait", Seconds: 2 },
            Fail: { Type: "Fail", Error: "Broken", Next: undefined, End: undefined },
          }),
        ],
        Catch: [{ ErrorEquals: ["Broken"], Next: "Mended" }],
      },
      Mended: { Type: "Pass" },
    }),
  },
};
