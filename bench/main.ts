// npm run bench -- release [--count N] [--json FILE]: what repave does in seconds, on this machine, now.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { benchRelease } from "./release.ts";
import { formatRows, writeRows } from "./row.ts";

const usage = "usage: npm run bench -- release [--count N] [--json FILE]";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, count: { type: "string", default: "10" } },
});
const count = Number(values.count);

if (positionals.join() !== "release" || !Number.isInteger(count) || count < 1) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) once(process, signal).then(() => stop.abort());
  const rows = await benchRelease({ count, signal: stop.signal });
  console.log(formatRows(rows));
  if (values.json !== undefined) await writeRows(values.json, rows);
}
