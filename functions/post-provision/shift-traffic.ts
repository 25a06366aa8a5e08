import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { planPutBack, planShift } from "../../core/blue-green.ts";
import type { ReleaseConfiguration } from "../../core/config/release-configuration.ts";
import type { Colour } from "../../core/stack-names.ts";
import type { Weights } from "../../core/stage-results.ts";
import type { RunStore } from "../command/run-record.ts";
import type { CurrentRelease } from "../stack/current-release.ts";
import { applyWeights, closeListener, type TrafficSwitch } from "../stack/listener-weights.ts";
import { decideFate, putBackMeanwhile, readFate } from "../stack/release-fate.ts";

export interface ShiftTools {
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly runs: RunStore;
}

export interface TrafficShift {
  readonly releaseId: string;
  readonly target: TrafficSwitch;
  /** The weights that the load balancer reports. */
  readonly current: Weights;
  /** The share of the new colour after the last step that is known to be taken. */
  readonly reached: number;
  readonly to: Colour;
  /** The colour that served before the release; null for a first release. */
  readonly from: Colour | null;
  readonly shift: Pick<ReleaseConfiguration["shift"], "steps" | "intervalSeconds">;
}

/**
 * Moves the traffic to a colour by one step, or by all of them when there is no time between two, and reads each back;
 * gives the weights. A step that was taken by an invocation that did not come to its end is not followed by another one
 * before its time. Throws ReleaseAborted, with the traffic where it came from, when the release is put back meanwhile.
 */
export async function shiftTraffic(tools: ShiftTools, traffic: TrafficShift): Promise<Weights> {
  const { target, to, shift } = traffic;
  let { current } = traffic;
  const isPaced = shift.intervalSeconds > 0;
  const steps = planShift({ current, to, steps: shift.steps });
  const due = isPaced ? steps.slice(0, current[to] > traffic.reached ? 0 : 1) : steps;
  for (const weights of due) {
    if ((await readFate(tools.runs, traffic.releaseId))?.fate === "PUT_BACK") return giveUp(tools, traffic);
    await applyWeights(tools.loadBalancing, target, weights);
    current = weights;
  }
  return current;
}

/** Decides that a release serves that has all traffic. Throws as `shiftTraffic` when it is put back meanwhile. */
export async function decideServing(
  tools: ShiftTools,
  traffic: TrafficShift,
  current: CurrentRelease,
): Promise<void> {
  const { fate } = await decideFate(tools.runs, traffic.releaseId, { fate: "SERVING", current });
  if (fate === "PUT_BACK") await giveUp(tools, traffic);
}

/** Who puts the release back may have looked at the weights before the last step was taken. */
async function giveUp({ loadBalancing }: ShiftTools, traffic: TrafficShift): Promise<never> {
  const { target, to, from } = traffic;
  const weights = planPutBack(to, from !== null);
  if (weights === null) await closeListener(loadBalancing, target.listenerArn);
  else await applyWeights(loadBalancing, target, weights);
  throw putBackMeanwhile(traffic.releaseId);
}
