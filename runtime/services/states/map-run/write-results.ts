import type { MapRunEffect } from "../../../asl/effect.ts";
import { isJsonObject, type Json } from "../../../asl/json.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { ChildResult } from "./results/child-result.ts";
import { exportResults } from "./results/export-results.ts";
import { formatOf, transform } from "./results/transformation.ts";

interface Results {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly effect: Pick<MapRunEffect, "writer" | "mapRunArn">;
  /** In the order of the items. */
  readonly children: Iterable<ChildResult>;
}

/** Whether the results of a map run go to S3. */
export function isExported({ writer }: Pick<MapRunEffect, "writer">): boolean {
  return writer?.resource !== undefined && isJsonObject(writer.parameters);
}

/**
 * The result of a map run: what its child executions gave, in the order of their items, or where a ResultWriter has
 * written it. JSON Lines that are not exported are one text.
 */
export async function collectResults(results: Results): Promise<Json> {
  const { effect, children } = results;
  const { writer } = effect;
  const exported = isExported(effect);
  const format = formatOf(writer?.config, exported);
  if (exported && isJsonObject(writer?.parameters)) {
    const { Bucket, Prefix = "" } = writer.parameters;
    const place = { Bucket: String(Bucket), Prefix: String(Prefix) };
    return exportResults({ ...results, mapRunArn: effect.mapRunArn, format, ...place });
  }
  const values: Json[] = [];
  for (const child of children) values.push(...transform(child, format.transformation));
  return format.outputType === "JSONL"
    ? values.map((value) => `${JSON.stringify(value)}\n`).join("")
    : values;
}
