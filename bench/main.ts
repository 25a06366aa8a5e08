import { parseArgs } from "node:util";
import { benchRelease } from "./release.ts";
import { type Row, report } from "./row.ts";

const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  release: benchRelease,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const bench = benches[positionals[0] ?? ""];
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join("|")} [--json FILE]`);
  process.exit(2);
}
await report(await bench(), values.json);
