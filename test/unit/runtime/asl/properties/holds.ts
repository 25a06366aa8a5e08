import fc from "fast-check";

/** The same cases on every machine; another seed for a longer search is `FUZZ_SEED=… FUZZ_RUNS=…` times as many. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_26);
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

/** Checks a property on `runs` cases; what fails is shrunk and shown with its seed. */
export function holds<Case>(property: fc.IPropertyWithHooks<Case>, runs = 200): void {
  fc.assert(property, { seed: SEED, numRuns: runs * TIMES });
}
