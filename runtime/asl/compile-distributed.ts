import type { Compilation } from "./compilation.ts";
import type { DistributedMap } from "./definition.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** The distributed mode of a Map state; undefined when the state is inline. */
export function compileDistributed(raw: JsonObject, compilation: Compilation): DistributedMap | undefined {
  const processor = (raw.ItemProcessor ?? raw.Iterator) as JsonObject;
  const { ProcessorConfig: config, ...definition } = processor;
  if (!isJsonObject(config) || config.Mode !== "DISTRIBUTED") return undefined;
  const { language, machineLanguage } = compilation;
  const field = (name: string, kind: "integer" | "number") => language.field({ state: raw, name, kind });
  return {
    label: raw.Label as string | undefined,
    processor: JSON.stringify({ QueryLanguage: machineLanguage.name, ...definition }),
    executionType: config.ExecutionType as "STANDARD" | "EXPRESS",
    reader: compileReader(raw, compilation),
    batcher: compileBatcher(raw, compilation),
    writer: compileWriter(raw, compilation),
    toleratedCount: field("ToleratedFailureCount", "integer"),
    toleratedPercentage: field("ToleratedFailurePercentage", "number"),
  };
}

function compileReader(raw: JsonObject, compilation: Compilation): DistributedMap["reader"] {
  const reader = raw.ItemReader;
  if (!isJsonObject(reader)) return undefined;
  const config = object(reader.ReaderConfig);
  return {
    resource: reader.Resource as string,
    parameters: argument(reader, raw, compilation) ?? (() => ({})),
    config,
    maxItems: numeric(config, { raw, compilation, name: "MaxItems" }),
  };
}

function compileBatcher(raw: JsonObject, compilation: Compilation): DistributedMap["batcher"] {
  const batcher = raw.ItemBatcher;
  if (!isJsonObject(batcher)) return undefined;
  return {
    maxItems: numeric(batcher, { raw, compilation, name: "MaxItemsPerBatch" }),
    maxBytes: numeric(batcher, { raw, compilation, name: "MaxInputBytesPerBatch" }),
    input: compilation.language.template(within(batcher, raw), "BatchInput"),
  };
}

function compileWriter(raw: JsonObject, compilation: Compilation): DistributedMap["writer"] {
  const writer = raw.ResultWriter;
  if (!isJsonObject(writer)) return undefined;
  return {
    resource: writer.Resource as string | undefined,
    parameters: argument(writer, raw, compilation),
    config: object(writer.WriterConfig),
  };
}

function argument(part: JsonObject, raw: JsonObject, { language }: Compilation) {
  return language.template(within(part, raw), language.name === "JSONata" ? "Arguments" : "Parameters");
}

function numeric(
  part: JsonObject,
  { raw, compilation, name }: { raw: JsonObject; compilation: Compilation; name: string },
) {
  return compilation.language.field({ state: within(part, raw), name, kind: "integer" });
}

/** A part of a state sees the same effective input as the state. */
function within(part: JsonObject, raw: JsonObject): JsonObject {
  return raw.InputPath === undefined ? part : { ...part, InputPath: raw.InputPath };
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
