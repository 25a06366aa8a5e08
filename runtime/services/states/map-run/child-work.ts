import { exceedsPayloadLimit } from "../../../asl/data-limit.ts";
import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import type { MapRunCall } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { createBatches } from "./batch.ts";
import { readItems, type SourcedItem } from "./read-items.ts";

/** The input of one child execution, and how many items are in it. */
export interface ChildWork {
  readonly input: Json;
  readonly itemCount: number;
}

export interface WorkSource {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly call: MapRunCall;
}

/** The work of a map run piece by piece: its items, read, selected and batched. Ends with the first failure. */
export async function* childWork(source: WorkSource): AsyncGenerator<Outcome<ChildWork>> {
  let count = 0;
  for await (const work of batchedWork(source)) {
    const tooLarge = !(work instanceof Failure) && exceedsPayloadLimit(work.input);
    yield tooLarge ? oversized(count) : work;
    if (tooLarge || work instanceof Failure) return;
    count += 1;
  }
}

function oversized(index: number): Failure {
  const cause = `The input of the child execution ${index} exceeds the maximum number of bytes service limit.`;
  return new Failure(ErrorName.dataLimitExceeded, cause);
}

async function* batchedWork(source: WorkSource): AsyncGenerator<Outcome<ChildWork>> {
  const { batcher } = source.call.effect;
  if (batcher === undefined) {
    for await (const input of selectedItems(source))
      yield input instanceof Failure ? input : { input, itemCount: 1 };
    return;
  }
  const batches = createBatches(batcher);
  for await (const item of selectedItems(source)) {
    const batch = item instanceof Failure ? item : batches.add(item);
    if (batch instanceof Failure) yield batch;
    else if (batch !== undefined) yield { input: batch, itemCount: batch.Items.length };
  }
  const last = batches.end();
  if (last !== undefined) yield { input: last, itemCount: last.Items.length };
}

async function* selectedItems({ runtime, caller, call }: WorkSource): AsyncGenerator<Outcome<Json>> {
  const { reader, items = [], select } = call.effect;
  const read = reader === undefined ? ofState(items) : readItems({ runtime, caller, reader });
  let index = 0;
  for await (const item of read) {
    yield item instanceof Failure ? item : select({ ...item, index });
    index += 1;
  }
}

function* ofState(items: readonly Json[]): Generator<SourcedItem> {
  for (const value of items) yield { value, source: "STATE_DATA" };
}
