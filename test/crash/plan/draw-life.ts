import { type Death, describeDeath, FAULT_POINTS, type FaultPoint } from "./fault.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** One thing that is done to the service while it lives. Numbers choose among what there is by then. */
export type Step =
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "start-again"; readonly choice: number }
  | { readonly kind: "start-otherwise"; readonly choice: number }
  | { readonly kind: "look"; readonly choice: number }
  | { readonly kind: "stop"; readonly choice: number }
  | { readonly kind: "redrive"; readonly choice: number }
  | { readonly kind: "publish-version" }
  | { readonly kind: "start-sync" }
  | { readonly kind: "answer-tokens" };

/** What is done to the service from one start of its process to its kill. */
export interface Life {
  readonly death: Death;
  /** Names of workloads, each an execution to start. */
  readonly starts: readonly string[];
  readonly steps: readonly Step[];
}

const MOST_STARTS = 4;
const MOST_STEPS = 6;
const LONGEST_ADVANCE_MS = 8_000;
const LONGEST_MS = { loaded: 80, ready: 120 } as const;
const CHOICES = 2 ** 20;

/** How often each point is passed from the start of a life, so that most faults are reached and some fall into the recovery. */
const MOST_COUNTS: Readonly<Record<FaultPoint, number>> = {
  "before-write": 9,
  "before-commit": 9,
  "torn-commit": 9,
  "after-commit": 9,
  "before-call": 3,
  "after-call": 3,
  "before-timer": 2,
  "after-timer": 2,
  "before-answer": 6,
  "half-answer": 6,
  "after-answer": 6,
};

const MOST_COUNT_OF_STEP = 3;

/** The names of workloads: those of the campaign, and recorded cases. */
export interface WorkloadNames {
  readonly own: readonly string[];
  readonly recorded: readonly string[];
}

/** Draws a life: one in four ends at any moment, the others at a point of their work, some of these while they recover. */
export function drawLife(random: SeededRandom, { own, recorded }: WorkloadNames): Life {
  const drawKind = () => random.pick(recorded.length > 0 && random.below(4) === 0 ? recorded : own);
  const starts = Array.from({ length: 1 + random.below(MOST_STARTS) }, drawKind);
  const steps = Array.from({ length: 1 + random.below(MOST_STEPS) }, () => drawStep(random));
  return { death: drawDeath(random, steps.length), starts, steps };
}

function drawDeath(random: SeededRandom, steps: number): Death {
  if (random.below(4) === 0) {
    const since = random.pick(["loaded", "ready"] as const);
    return { kind: "moment", since, afterMs: random.below(LONGEST_MS[since]) };
  }
  const point = random.pick(FAULT_POINTS);
  const share = random.below(1000) / 1000;
  const fromStep = random.below(2) === 0 ? 0 : 1 + random.below(steps);
  const most = fromStep > 0 ? MOST_COUNT_OF_STEP : random.below(6) === 0 ? 2 : MOST_COUNTS[point];
  return { kind: "fault", fault: { point, count: 1 + random.below(most), fromStep, share } };
}

const STEPS = [
  "advance",
  "advance",
  "advance",
  "start-again",
  "start-otherwise",
  "look",
  "look",
  "stop",
  "stop",
  "redrive",
  "publish-version",
  "start-sync",
  "answer-tokens",
  "answer-tokens",
] as const satisfies readonly Step["kind"][];

function drawStep(random: SeededRandom): Step {
  const kind = random.pick(STEPS);
  if (kind === "advance") return { kind, ms: 1 + random.below(LONGEST_ADVANCE_MS) };
  if (kind === "publish-version" || kind === "start-sync" || kind === "answer-tokens") return { kind };
  return { kind, choice: random.below(CHOICES) };
}

export function describeLife({ starts, steps, death }: Life): string {
  const words = steps.map((step) => (step.kind === "advance" ? `advance ${step.ms} ms` : step.kind));
  return `starts ${starts.join(", ")}; ${words.join(", ")}; to die ${describeDeath(death)}`;
}
