import { type Colour, colours, idleColour } from "./stack-names.ts";
import type { Weights } from "./stage-results.ts";

/**
 * The colour that serves: the one with more of the traffic, null when neither has any. On a tie (a shift that was
 * interrupted half way) it is blue, so that everyone who looks decides alike.
 */
export function liveColour(weights: Weights): Colour | null {
  if (weights.blue === 0 && weights.green === 0) return null;
  return weights.blue >= weights.green ? "blue" : "green";
}

/** Weights that give a colour this percentage and the other one the rest. */
export function weightsOf(colour: Colour, percentage: number): Weights {
  const rest = 100 - percentage;
  return colour === "blue" ? { blue: percentage, green: rest } : { blue: rest, green: percentage };
}

export interface ShiftRequest {
  /** What the load balancer reports now; both 0 when no colour serves yet. */
  readonly current: Weights;
  /** The new colour. */
  readonly to: Colour;
  /** Ascending percentages of the new colour that end with 100. */
  readonly steps: readonly number[];
}

/**
 * The weight changes that move the traffic, in order. Steps that were already taken are left out, so an interrupted
 * shift goes on where it stood. Without a colour that serves there is nothing to protect: one step to 100.
 */
export function planShift({ current, to, steps }: ShiftRequest): readonly Weights[] {
  const serving = liveColour(current) !== null;
  const reached = current[to];
  if (!serving) return [weightsOf(to, 100)];
  return steps.filter((step) => step > reached).map((step) => weightsOf(to, step));
}

/** The weights to go back to when a release fails; null when no other colour is there to serve. */
export function planPutBack(failed: Colour, isOtherThere: boolean): Weights | null {
  return isOtherThere ? weightsOf(idleColour(failed), 100) : null;
}

/** Whether two pairs of weights are equal. */
export function areEqualWeights(one: Weights, other: Weights): boolean {
  return colours.every((colour) => one[colour] === other[colour]);
}
