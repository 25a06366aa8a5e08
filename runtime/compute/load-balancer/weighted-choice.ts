/** Something that is chosen in proportion to its weight (0 or more). */
export interface Weighted {
  readonly key: string;
  readonly weight: number;
}

/**
 * Smooth weighted round robin: over any run of requests each choice comes as often as its weight says, and evenly
 * spread. A choice of weight 0 never comes; undefined when there is none else.
 */
export function createWeightedChoice(): <Choice extends Weighted>(
  choices: readonly Choice[],
) => Choice | undefined {
  const credits = new Map<string, number>();
  return (choices) => {
    const candidates = choices.filter((choice) => choice.weight > 0);
    const total = candidates.reduce((sum, choice) => sum + choice.weight, 0);
    const creditOf = (choice: Weighted) => credits.get(choice.key) ?? 0;
    for (const choice of candidates) credits.set(choice.key, creditOf(choice) + choice.weight);
    const [first, ...others] = candidates;
    if (first === undefined) return undefined;
    const chosen = others.reduce(
      (best, choice) => (creditOf(choice) > creditOf(best) ? choice : best),
      first,
    );
    credits.set(chosen.key, creditOf(chosen) - total);
    return chosen;
  };
}
