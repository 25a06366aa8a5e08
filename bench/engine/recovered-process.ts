import { performance } from "node:perf_hooks";
import { collectGarbage } from "./collect-garbage.ts";
import { openDurableJournal } from "./compared.ts";
import { openEngine } from "./engine.ts";

/** What a process says that took up all executions of a journal. */
export interface Recovered {
  /** From opening the journal until every pending task was asked for again. */
  readonly elapsedMs: number;
  /** What they take in memory, timers and all. */
  readonly heapBytes: number;
  readonly open: number;
}

const [folder = ""] = process.argv.slice(2);
let open = 0;
const beforeBytes = usedBytes();
const startMs = performance.now();
const engine = openEngine(openDurableJournal(folder), () => {
  open += 1;
  return undefined;
});
engine.driver.recover();
const elapsedMs = performance.now() - startMs;
const recovered: Recovered = { elapsedMs, heapBytes: usedBytes() - beforeBytes, open };
console.log(JSON.stringify(recovered));
engine.close();

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
