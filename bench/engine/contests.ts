import { type Contest, contestWork } from "./compared.ts";
import {
  choiceLoop,
  countingInJsonata,
  countingInJsonpath,
  inlineMap,
  parallel,
  tenPasses,
} from "./machines.ts";

const TURNS = 1000;
const ITEMS = 10_000;
const BRANCHES = 10;
const BRANCH_STATES = 100;
const AT_ONCE = 1000;
const executions = { unit: "executions/s", unitsPerExecution: 1 };

/** What both engines can do. A Standard execution may not have the events of so long a Map: it runs as an Express one. */
const CONTESTS: readonly Contest[] = [
  {
    ...executions,
    name: "ten-passes",
    what: "a chain of ten Pass states, one after another",
    machine: tenPasses,
  },
  {
    name: "choice-loop",
    what: `a Choice loop of ${TURNS} turns with an intrinsic function`,
    machine: choiceLoop(TURNS),
    unit: "turns/s",
    unitsPerExecution: TURNS,
  },
  {
    name: "inline-map",
    what: `an inline Map of ${ITEMS} items, as an Express workflow`,
    machine: inlineMap(ITEMS),
    unit: "items/s",
    unitsPerExecution: ITEMS,
    options: { mostEvents: 250_000 },
  },
  {
    name: "parallel",
    what: `a Parallel of ${BRANCHES} branches of ${BRANCH_STATES} Pass states`,
    machine: parallel(BRANCHES, BRANCH_STATES),
    unit: "states/s",
    unitsPerExecution: BRANCHES * BRANCH_STATES,
  },
  {
    ...executions,
    name: "jsonata",
    what: "ten states that add one in JSONata; the peer has none and does it in JSONPath",
    machine: countingInJsonata,
    peerMachine: countingInJsonpath,
  },
  {
    ...executions,
    name: "jsonpath",
    what: "the same ten states in JSONPath on both",
    machine: countingInJsonpath,
  },
  {
    ...executions,
    name: "at-once",
    what: `${AT_ONCE} executions of the ten Pass states at once`,
    machine: tenPasses,
    together: AT_ONCE,
  },
];

export const contests = CONTESTS.map(contestWork);
