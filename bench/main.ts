// npm run bench -- release|engine: what repave does in seconds, on this machine, now.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { benchEngine, chooseWorks, listWorks } from "./engine/bench-engine.ts";
import { benchRelease } from "./release.ts";
import { formatRows, type Row, writeRows } from "./row.ts";

const usage = `usage:
  npm run bench -- release [--count N] [--json FILE]
      seconds from publish to served-and-audited of N (10) releases that bake, and of as many that reuse an image
  npm run bench -- engine [--only WORK]... [--rounds N] [--json FILE]
      what the engine does, in memory and durable, beside aws-local-stepfunctions: medians of N (5) rounds of
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    count: { type: "string", default: "10" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", multiple: true, default: [] },
    help: { type: "boolean", short: "h", default: false },
  },
});

type Bench = (signal: AbortSignal) => Promise<Row[]>;

const BENCHES: Readonly<Record<string, Bench>> = {
  release: (signal) => benchRelease({ count: Number(values.count), signal }),
  engine: (signal) => benchEngine({ only: values.only, rounds: Number(values.rounds), signal }),
};

const bench = BENCHES[positionals.join()];
const complaint = bench === undefined ? "" : complaintOf();

if (values.help) console.log(`${usage}${listWorks().replaceAll(/^/gm, "      ")}`);
else if (bench === undefined || complaint !== "") {
  console.error(complaint || `${usage}${listWorks().replaceAll(/^/gm, "      ")}`);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) once(process, signal).then(() => stop.abort());
  const rows = await bench(stop.signal);
  console.log(formatRows(rows));
  if (values.json !== undefined) await writeRows(values.json, rows);
}

/** What is wrong with the options; empty when nothing is. */
function complaintOf(): string {
  for (const name of ["count", "rounds"] as const)
    if (!/^[1-9]\d*$/.test(values[name])) return `--${name} takes a number from 1, not ${values[name]}`;
  try {
    chooseWorks(values.only);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
