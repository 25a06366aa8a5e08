/** What becomes of a piece of work: `skipped` when something that it needs failed. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "skipped" };

/**
 * Does the work of every node after that of the nodes it needs, side by side where nothing forbids it. After the
 * first failure nothing new begins; what is under way is waited for. `needs` must be free of circles.
 */
export async function runInOrder(
  nodes: readonly string[],
  needs: (node: string) => readonly string[],
  work: (node: string) => Promise<void>,
): Promise<ReadonlyMap<string, Outcome>> {
  const known = new Set(nodes);
  const outcomes = new Map<string, Promise<Outcome>>();
  let hasFailed = false;
  const run = async (node: string): Promise<Outcome> => {
    const needed = await Promise.all(
      needs(node)
        .filter((other) => known.has(other))
        .map(start),
    );
    if (hasFailed || needed.some(({ kind }) => kind !== "done")) return { kind: "skipped" };
    try {
      await work(node);
      return { kind: "done" };
    } catch (error) {
      hasFailed = true;
      return { kind: "failed", error };
    }
  };
  const start = (node: string): Promise<Outcome> => {
    const started = outcomes.get(node) ?? run(node);
    outcomes.set(node, started);
    return started;
  };
  const entries = nodes.map(async (node) => [node, await start(node)] as const);
  return new Map(await Promise.all(entries));
}

/** Turns round who needs whom: what must be removed before a node is what needs it. */
export function reverseNeeds(
  nodes: readonly string[],
  needs: (node: string) => readonly string[],
): (node: string) => readonly string[] {
  const dependents = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) for (const other of needs(node)) dependents.get(other)?.push(node);
  return (node) => dependents.get(node) ?? [];
}
