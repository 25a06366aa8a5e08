import { Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import type { MapRunCall } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { batchItems } from "./batch.ts";
import { readItems } from "./read-items.ts";

/** The input of one child execution, and how many items are in it. */
export interface ChildWork {
  readonly input: Json;
  readonly itemCount: number;
}

/** The work of a map run: its items, read, selected and batched. */
export async function childWork({
  runtime,
  caller,
  call,
}: {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly call: MapRunCall;
}): Promise<Outcome<readonly ChildWork[]>> {
  const { reader, items: given = [], select, batcher } = call.effect;
  const items = reader === undefined ? given : await readItems({ runtime, caller, reader });
  if (items instanceof Failure) return items;
  const inputs: Json[] = [];
  for (const [index, item] of items.entries()) {
    const input = select(item, index);
    if (input instanceof Failure) return input;
    inputs.push(input);
  }
  if (batcher === undefined) return inputs.map((input) => ({ input, itemCount: 1 }));
  return batchItems(inputs, batcher).map((input) => ({ input, itemCount: input.Items.length }));
}
