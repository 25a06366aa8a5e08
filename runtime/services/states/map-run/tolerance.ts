import type { MapRun } from "./map-run-state.ts";

/**
 * Whether no more items have failed than a map run tolerates: none where nothing is said, else neither the count nor the
 * percentage exceeded. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold
 */
export function isTolerated(run: MapRun, failedItems: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage, items } = run;
  if (count === undefined && percentage === undefined) return failedItems === 0;
  const failedPercentage = (failedItems * 100) / Math.max(1, items);
  return failedItems <= (count ?? Infinity) && failedPercentage <= (percentage ?? 100);
}
