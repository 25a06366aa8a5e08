import type { ChildWork } from "../child-work.ts";

/** The inputs of all child executions of a map run, in order. */
export interface Inputs {
  readonly length: number;
  /** Items in all of them. */
  readonly itemCount: number;
  at(index: number): ChildWork;
  /** Lets go of what they are read from; with `forget`, for good. */
  close(options: { readonly forget: boolean }): void;
}

/** Inputs in memory: those of items that the state's own input holds. */
export function inputsOf(work: readonly ChildWork[]): Inputs {
  return {
    length: work.length,
    itemCount: work.reduce((sum, { itemCount }) => sum + itemCount, 0),
    at(index) {
      const found = work[index];
      if (found === undefined) throw new Error(`there is no input ${index} of ${work.length}`);
      return found;
    },
    close() {},
  };
}
