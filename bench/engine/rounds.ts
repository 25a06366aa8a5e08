import { performance } from "node:perf_hooks";
import { collectGarbage } from "./collect-garbage.ts";

/** What is timed: one run, and how its outcome is checked outside of the time. */
export interface Subject<Outcome = unknown> {
  run(): Promise<Outcome>;
  check(outcome: Outcome): void;
  close?(): void;
}

const ROUND_MS = 250;
/** Until what is run often has been compiled, which takes longest for whoever has most code. */
export const WARM_UPS = 3;
/** So that what a durable journal keeps of the runs fills no disk. */
const MOST_RUNS = 20_000;

/** Runs a subject again and again for a moment; gives the runs a second. */
export async function timeRound<Outcome>({ run, check }: Subject<Outcome>): Promise<number> {
  collectGarbage();
  const startMs = performance.now();
  let runs = 0;
  let elapsedMs = 0;
  let last: Outcome;
  do {
    last = await run();
    runs += 1;
    elapsedMs = performance.now() - startMs;
  } while (elapsedMs < ROUND_MS && runs < MOST_RUNS);
  check(last);
  return (runs / elapsedMs) * 1000;
}

/**
 * Times several subjects in turns, so that what else the machine does strikes all of them alike: the rates of each,
 * rounds for warming up not counted.
 */
export async function timeInTurns(
  open: readonly (() => Subject<never> | Subject)[],
  options: { readonly rounds: number; readonly onRound: (round: number) => void },
): Promise<number[][]> {
  const rates: number[][] = open.map(() => []);
  for (let round = 1 - WARM_UPS; round <= options.rounds; round++) {
    options.onRound(round);
    for (const [at, openSubject] of open.entries()) {
      const subject = openSubject() as Subject;
      const rate = await timeRound(subject);
      subject.close?.();
      if (round > 0) rates[at]?.push(rate);
    }
  }
  return rates;
}
