import { randomUUID } from "node:crypto";
import type { InspectionData } from "@aws-sdk/client-sfn";
import { compileDefinition } from "../../../asl/compile.ts";
import { decide } from "../../../asl/decide.ts";
import type { MapRunEffect } from "../../../asl/effect.ts";
import { type ExecutionIdentity, emptyExecution } from "../../../asl/execution-state.ts";
import { Failure } from "../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import { createBatches } from "../map-run/batch.ts";
import { readCsv } from "../map-run/readers/csv.ts";
import { readJsonArray, readPointedArray } from "../map-run/readers/json-array.ts";
import { readJsonLines } from "../map-run/readers/json-lines.ts";
import { type TestedState, testMachine } from "./tested-state.ts";

export interface TestedMap {
  readonly tested: TestedState;
  readonly identity: ExecutionIdentity;
  readonly input: Json;
  readonly variables: JsonObject;
  /** What the ItemReader would have read. */
  readonly readerData: string | undefined;
  readonly nowMs: number;
  readonly region: string;
}

type Shown = Pick<InspectionData, "afterItemsPointer" | "afterItemSelector" | "afterItemBatcher">;

/** What the iterations of a tested Map would be given: its items, selected and batched, where the state says so. */
export async function inspectIterations(map: TestedMap): Promise<Shown> {
  const effect = mapRunOf(map);
  const { raw } = map.tested;
  if (effect === undefined) return {};
  const items =
    effect.reader === undefined ? effect.items : await readData(effect.reader.config, map.readerData);
  if (items === undefined) return {};
  const selected = items.map((value, index) => effect.select({ value, index, source: "STATE_DATA" }));
  if (selected.some((item) => item instanceof Failure)) return {};
  const inputs = selected as Json[];
  return {
    ...(effect.reader?.config.ItemsPointer === undefined ? {} : { afterItemsPointer: JSON.stringify(items) }),
    ...(raw.ItemSelector === undefined ? {} : { afterItemSelector: JSON.stringify(inputs) }),
    ...(effect.batcher === undefined
      ? {}
      : { afterItemBatcher: JSON.stringify(batchesOf(inputs, effect.batcher)) }),
  };
}

/** What the state asks for when it runs as a distributed Map, which evaluates its fields as an inline one does. */
function mapRunOf({
  tested,
  identity,
  input,
  variables,
  nowMs,
  region,
}: TestedMap): MapRunEffect | undefined {
  const raw = asDistributed(tested.raw);
  const definition = compileDefinition(testMachine({ ...tested, raw }, variables));
  const facts = {
    nowMs,
    random: Math.random,
    uuid: randomUUID,
    taskToken: () => "",
    activityExists: () => true,
  };
  const command = { type: "start", input } as const;
  const { effects } = decide({ definition, state: emptyExecution(identity), command, facts, region });
  return effects.find((effect) => effect.type === "map-run");
}

function asDistributed(raw: JsonObject): JsonObject {
  const { Iterator: iterator, ItemProcessor = iterator, ...fields } = raw;
  const processor = isJsonObject(ItemProcessor) ? ItemProcessor : {};
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  return { ...fields, ItemProcessor: { ...processor, ProcessorConfig } };
}

/** The items in what a reader would have read; undefined when they cannot be told from it. */
async function readData(config: JsonObject, data: string | undefined): Promise<readonly Json[] | undefined> {
  if (data === undefined) return undefined;
  const text = [data].values();
  const items: Json[] = [];
  try {
    for await (const item of itemsIn(config, toAsync(text))) items.push(item);
  } catch {
    // Data that the reader could not read give no items to show.
    return undefined;
  }
  return items;
}

function itemsIn(config: JsonObject, text: AsyncIterable<string>): AsyncIterable<Json> {
  const { InputType: type, ItemsPointer: pointer } = config;
  if (type === "CSV") return readCsv(text, config);
  if (type === "JSONL") return readJsonLines(text);
  return typeof pointer === "string" ? readPointedArray(text, pointer) : readJsonArray(text);
}

async function* toAsync(texts: Iterable<string>): AsyncGenerator<string> {
  yield* texts;
}

function batchesOf(inputs: readonly Json[], batcher: NonNullable<MapRunEffect["batcher"]>): Json[] {
  const batches = createBatches(batcher);
  const full = inputs.map((input) => batches.add(input));
  return [...full, batches.end()].filter((batch) => batch !== undefined);
}
