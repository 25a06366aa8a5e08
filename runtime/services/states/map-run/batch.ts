import { MOST_PAYLOAD_BYTES } from "../../../asl/data-limit.ts";
import type { MapRunEffect } from "../../../asl/effect.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";

/** The input of a child execution that is given several items. */
export type Batch = JsonObject & { readonly Items: readonly Json[] };

/** Collects items into the inputs of child executions. */
export interface Batches {
  /** Takes the next item; the batch that it did not fit into any more. */
  add(item: Json): Batch | undefined;
  /** The last batch, with what is left. */
  end(): Batch | undefined;
}

/**
 * At most so many items in one batch, and so many bytes in the whole input, which is never larger than an input may be;
 * one item at least, however large it is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export function createBatches(batcher: NonNullable<MapRunEffect["batcher"]>): Batches {
  const { maxItems = Infinity, maxBytes = MOST_PAYLOAD_BYTES, input } = batcher;
  const batchOf = (items: readonly Json[]): Batch => ({
    ...(input === undefined ? {} : { BatchInput: input }),
    Items: items,
  });
  const emptyBytes = Buffer.byteLength(JSON.stringify(batchOf([])));
  let items: Json[] = [];
  let bytes = emptyBytes;
  const takeBatch = (): Batch | undefined => {
    if (items.length === 0) return undefined;
    const batch = batchOf(items);
    items = [];
    bytes = emptyBytes;
    return batch;
  };
  return {
    add(item) {
      // With the comma or the bracket after it.
      const size = Buffer.byteLength(JSON.stringify(item)) + 1;
      const full = items.length >= maxItems || bytes + size - 1 > maxBytes;
      const batch = full ? takeBatch() : undefined;
      items.push(item);
      bytes += size;
      return batch;
    },
    end: takeBatch,
  };
}
