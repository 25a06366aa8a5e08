import { performance } from "node:perf_hooks";
import type { Row } from "../row.ts";
import { openDurableJournal } from "./compared.ts";
import { type Engine, openEngine, requireOutput } from "./engine.ts";
import { tenPasses } from "./machines.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const SIZES = [100, 1000, 10_000, 100_000];
const AT_ONCE = 100;
const WARM_UP = 3000;

/** Whether a journal that holds many executions is slower than one that holds few. */
export const growth: Work = {
  name: "growth",
  what: `executions of ten Pass states, ${AT_ONCE} at once, while the journal grows from 100 to 100,000 of them`,
  measure: (context) => inScratchFolder((folder) => measureGrowth(folder, context)),
};

async function measureGrowth(folder: string, context: WorkContext): Promise<Row[]> {
  const engine = openEngine(openDurableJournal(folder));
  const rates: number[] = [];
  let held = 0;
  await runMany(engine, WARM_UP);
  for (const size of SIZES) {
    context.onProgress(`${held} to ${size}`);
    const startMs = performance.now();
    for (; held < size; held += AT_ONCE) {
      context.signal.throwIfAborted();
      await runMany(engine, AT_ONCE);
    }
    rates.push(((size - (SIZES[rates.length - 1] ?? 0)) / (performance.now() - startMs)) * 1000);
  }
  engine.close();
  return SIZES.map((size, at) => growthRow(size, rates[at] ?? Number.NaN, rates[0] ?? Number.NaN));
}

function growthRow(size: number, rate: number, first: number): Row {
  const row = { name: `growth-${size}/durable`, unit: "executions/s", values: [rate] };
  return size === SIZES[0] ? row : { ...row, references: [first] };
}

async function runMany(engine: Engine, count: number): Promise<void> {
  const rows = await Promise.all(Array.from({ length: count }, () => engine.run(tenPasses)));
  for (const row of rows) requireOutput(tenPasses, row);
}
