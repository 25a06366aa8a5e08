import fc from "fast-check";
import { DEFINITIONS } from "./corpus.ts";
import { generatedDefinitions, mutatedDefinitions } from "./definition-properties.ts";

// Runs a thousand definitions and says how the heap grew over the later half of them. Needs --expose-gc.
const ROUNDS = 5;
const CASES_A_ROUND = 100;

const collect = globalThis.gc as () => void;
const bytes: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const options = { seed: round, numRuns: CASES_A_ROUND };
  fc.assert(generatedDefinitions(), options);
  fc.assert(mutatedDefinitions(DEFINITIONS), options);
  collect();
  collect();
  bytes.push(process.memoryUsage().heapUsed);
}
process.stdout.write(JSON.stringify(bytes));
