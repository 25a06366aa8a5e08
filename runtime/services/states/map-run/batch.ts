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
 * At most so many items, and so many bytes, in one batch; one item at least, however large it is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export function createBatches(batcher: NonNullable<MapRunEffect["batcher"]>): Batches {
  const { maxItems = Infinity, maxBytes = Infinity, input } = batcher;
  let items: Json[] = [];
  let bytes = 0;
  const takeBatch = (): Batch | undefined => {
    if (items.length === 0) return undefined;
    const batch = { ...(input === undefined ? {} : { BatchInput: input }), Items: items };
    items = [];
    bytes = 0;
    return batch;
  };
  return {
    add(item) {
      const size = maxBytes === Infinity ? 0 : Buffer.byteLength(JSON.stringify(item));
      const full = items.length >= maxItems || bytes + size > maxBytes;
      const batch = full ? takeBatch() : undefined;
      items.push(item);
      bytes += size;
      return batch;
    },
    end: takeBatch,
  };
}
