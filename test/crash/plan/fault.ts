/** Where in its own work a process is to die, by itself and exactly there. */
export const FAULT_POINTS = [
  "before-write",
  "before-commit",
  "torn-commit",
  "after-commit",
  "before-call",
  "after-call",
  "before-timer",
  "after-timer",
  "before-answer",
  "half-answer",
  "after-answer",
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** The process dies the n-th time that it comes by the point, counted from when the fault is armed. */
export interface Fault {
  readonly point: FaultPoint;
  readonly count: number;
  /** The step of its life that the fault is armed before; 0 for its start. */
  readonly fromStep: number;
  /** Of a torn commit: how much of what it writes reaches the disk, from 0 to 1. */
  readonly share: number;
}

/** How a life of the service ends: at a point of its own work, or from outside, so long after it is loaded or has answered. */
export type Death =
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "moment"; readonly since: "loaded" | "ready"; readonly afterMs: number };

export function describeDeath(death: Death): string {
  if (death.kind === "moment") return `${death.afterMs} ms after it is ${death.since}`;
  const { point, count, fromStep } = death.fault;
  return `${point} ${count}${fromStep === 0 ? "" : ` from step ${fromStep} on`}`;
}
