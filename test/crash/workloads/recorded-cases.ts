import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { SeededRandom } from "../plan/seeded-random.ts";
import type { Workload, Workloads } from "./workload.ts";

/** What is read of a recorded execution. */
interface RecordedCase {
  readonly id: string;
  readonly kind: string;
  readonly area: string;
  readonly definition: object | string;
  readonly input: string | null;
  readonly stateMachineType: string;
  readonly outcome?: { readonly status?: string };
  readonly steps?: readonly unknown[];
  readonly needs?: readonly string[];
  readonly activities?: readonly unknown[];
  readonly lambdas?: Readonly<Record<string, { readonly name: string; readonly handler: string }>>;
}

interface RecordedFunctions {
  readonly knows: (handler: string) => boolean;
  readonly isSlow: (handler: string) => boolean;
  readonly zipOf: (handler: string) => Buffer;
}

export interface RecordedCasesOptions {
  /** The folder that holds `cases/` and `lambdas.mjs`. */
  readonly suite: string;
  /** Where the functions of the cases are put, a module each. */
  readonly functionsDir: string;
  readonly most: number;
  readonly random: SeededRandom;
}

/** Recorded executions of AWS as workloads, drawn evenly over their areas; none without the folder. */
export async function recordedCases(options: RecordedCasesOptions): Promise<Workloads> {
  const { suite, functionsDir, most, random } = options;
  if (most === 0 || !existsSync(path.join(suite, "cases"))) return {};
  const functions = (await import(pathToFileURL(path.join(suite, "lambdas.mjs")).href)) as RecordedFunctions;
  const usable = readCases(path.join(suite, "cases")).filter((one) => isUsable(one, functions));
  const chosen = drawOverAreas(usable, most, random);
  mkdirSync(functionsDir, { recursive: true });
  for (const { handler } of chosen.flatMap(({ lambdas = {} }) => Object.values(lambdas)))
    writeFileSync(path.join(functionsDir, `case-${handler}.mjs`), unzipStored(functions.zipOf(handler)));
  return Object.fromEntries(chosen.map((one, at) => [`case-${at}-${one.area}`, workloadOf(one)]));
}

function readCases(folder: string): RecordedCase[] {
  return readdirSync(folder).flatMap((name) => {
    const { cases } = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
    return cases as RecordedCase[];
  });
}

/** Those that need nothing but the functions, and whose course does not hang on how long a call takes. */
function isUsable(one: RecordedCase, { knows, isSlow }: RecordedFunctions): boolean {
  const {
    kind,
    definition,
    stateMachineType,
    outcome,
    steps,
    needs = [],
    activities = [],
    lambdas = {},
  } = one;
  if (kind !== "execution" || typeof definition === "string" || stateMachineType !== "STANDARD") return false;
  if (outcome?.status === undefined || steps !== undefined || needs.length > 0 || activities.length > 0)
    return false;
  if (!Object.values(lambdas).every(({ handler }) => knows(handler) && !isSlow(handler))) return false;
  return !/TimeoutSeconds|HeartbeatSeconds/.test(JSON.stringify(definition));
}

function drawOverAreas(cases: readonly RecordedCase[], most: number, random: SeededRandom): RecordedCase[] {
  const areas = [...Map.groupBy(cases, ({ area }) => area).values()];
  const chosen: RecordedCase[] = [];
  for (let left = Math.min(most, cases.length); left > 0; left--) {
    const area = random.pick(areas.filter(({ length }) => length > 0));
    chosen.push(...area.splice(random.below(area.length), 1));
  }
  return chosen;
}

function workloadOf({ definition, input, outcome, lambdas = {} }: RecordedCase): Workload {
  let text = JSON.stringify({ definition, input: input ?? "{}" });
  for (const { name, handler } of Object.values(lambdas)) text = text.replaceAll(name, `case-${handler}`);
  const own = JSON.parse(text) as { definition: object; input: string };
  return { ...own, ends: outcome?.status as Workload["ends"], isRecorded: true };
}

/** The one file of a zip that holds it as it is. */
function unzipStored(zip: Buffer): Buffer {
  const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  return zip.subarray(start, start + zip.readUInt32LE(22));
}
