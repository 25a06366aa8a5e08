/** How one check of a control ended, in InSpec's words. */
export interface ControlResult {
  readonly status: "passed" | "failed" | "skipped";
  /** What was checked. */
  readonly description: string;
  /** Why it failed or was skipped. */
  readonly message?: string;
}

/** A control: what must hold, how bad it is if it does not (InSpec's impact, 0 to 1), and how to tell from the facts. */
export interface Control<Facts> {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly impact: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly evaluate: (facts: Facts) => readonly ControlResult[];
}

/** One check: passed, or failed with what came instead. */
export function check(description: string, isMet: boolean, message: string): ControlResult {
  return isMet ? { status: "passed", description } : { status: "failed", description, message };
}

/** A check that cannot be made here. */
export function skip(description: string, message: string): ControlResult {
  return { status: "skipped", description, message };
}

/** One check a thing; one that is passed when there is nothing to check and that is as it should be. */
export function checkEach<Item>(
  items: readonly Item[],
  whenEmpty: string,
  checkItem: (item: Item) => ControlResult,
): readonly ControlResult[] {
  return items.length === 0 ? [{ status: "passed", description: whenEmpty }] : items.map(checkItem);
}

/** How a control ended: failed when any check failed, skipped when none could be made. */
export function controlStatus(results: readonly ControlResult[]): ControlResult["status"] {
  if (results.some(({ status }) => status === "failed")) return "failed";
  return results.every(({ status }) => status === "skipped") ? "skipped" : "passed";
}
