import { parseArgs } from "node:util";
import fc from "fast-check";
import { DEFINITIONS, recordedDefinitions } from "./corpus.ts";
import { anyTexts, generatedDefinitions, mutatedDefinitions } from "./definition-properties.ts";

const HELP = `npm run fuzz -- [--seconds N] [--seed S]
  Looks for definitions that the engine neither refuses nor runs: generated ones, changed ones, and any text.
  --seconds  how long, shared by the three (default 60)
  --seed     the cases to begin with (default: the time)
The last line is {"seed","cases","failed"}; a failure is shown shrunk, with the seed and path that repeat it.
`;

const { values } = parseArgs({
  options: { seconds: { type: "string" }, seed: { type: "string" }, help: { type: "boolean" } },
});
if (values.help) process.stdout.write(HELP);
else process.exitCode = fuzz(Number(values.seconds ?? 60), Number(values.seed ?? Date.now() % 2 ** 31));

function fuzz(seconds: number, seed: number): number {
  const definitions = [...DEFINITIONS, ...recordedDefinitions()];
  const properties = {
    generated: generatedDefinitions(),
    changed: mutatedDefinitions(definitions),
    "any text": anyTexts(definitions),
  };
  process.stderr.write(`seed ${seed}, ${definitions.length} definitions to start from\n`);
  const timeMs = (seconds * 1000) / Object.keys(properties).length;
  let cases = 0;
  let failed = 0;
  for (const [name, property] of Object.entries(properties)) {
    const run = search(property as fc.IRawProperty<unknown, false>, { seed, timeMs });
    cases += run.numRuns;
    process.stderr.write(
      `${name}: ${run.numRuns} cases${run.failed ? `, failed:\n${fc.defaultReportMessage(run)}` : ""}\n`,
    );
    if (run.failed) failed += 1;
  }
  process.stdout.write(`${JSON.stringify({ seed, cases, failed })}\n`);
  return failed === 0 ? 0 : 1;
}

function search(
  property: fc.IRawProperty<unknown, false>,
  { seed, timeMs }: { seed: number; timeMs: number },
) {
  return fc.check(property, {
    seed,
    numRuns: 1e9,
    interruptAfterTimeLimit: timeMs,
    markInterruptAsFailure: false,
    endOnFailure: false,
  });
}
