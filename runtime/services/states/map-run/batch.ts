import type { MapRunEffect } from "../../../asl/effect.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";

/** The input of a child execution that is given several items. */
export type Batch = JsonObject & { readonly Items: readonly Json[] };

/** The inputs of child executions when items go in batches: at most so many items, and so many bytes, in one. */
export function batchItems(items: readonly Json[], batcher: NonNullable<MapRunEffect["batcher"]>): Batch[] {
  const { maxItems, maxBytes, input } = batcher;
  const batches: Json[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = maxBytes === undefined ? 0 : Buffer.byteLength(JSON.stringify(item));
    const batch = batches.at(-1);
    const full =
      batch === undefined || batch.length >= (maxItems ?? Infinity) || bytes + size > (maxBytes ?? Infinity);
    if (full) {
      batches.push([item]);
      bytes = size;
    } else {
      batch.push(item);
      bytes += size;
    }
  }
  return batches.map((Items) => ({ ...(input === undefined ? {} : { BatchInput: input }), Items }));
}
