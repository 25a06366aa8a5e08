import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { planPutBack, planShift, weightsOf } from "../../core/blue-green.ts";
import type { ReleaseConfiguration } from "../../core/config/release-configuration.ts";
import type { Colour } from "../../core/stack-names.ts";
import type { Weights } from "../../core/stage-results.ts";
import type { RunStore } from "../command/run-record.ts";
import { applyWeights, closeListener, type TrafficSwitch } from "../stack/listener-weights.ts";
import { decideFate, putBackMeanwhile, readFate } from "../stack/release-fate.ts";

export interface ShiftTools {
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly runs: RunStore;
  readonly wait: (delayMs: number) => Promise<unknown>;
}

export interface TrafficShift {
  readonly releaseId: string;
  readonly target: TrafficSwitch;
  /** The weights when the shift begins. */
  readonly current: Weights;
  readonly to: Colour;
  /** The colour that served before the release; null for a first release. */
  readonly from: Colour | null;
  readonly shift: Pick<ReleaseConfiguration["shift"], "steps" | "intervalSeconds">;
}

/**
 * Moves the traffic to a colour step by step, reading each step back, and decides that the release serves. An
 * interrupted shift goes on where it stood. Throws ReleaseAborted, with the traffic where it came from, when the release
 * is put back meanwhile.
 */
export async function shiftTraffic(tools: ShiftTools, traffic: TrafficShift): Promise<Weights> {
  const { releaseId, target, current, to, shift } = traffic;
  for (const [index, weights] of planShift({ current, to, steps: shift.steps }).entries()) {
    if (index > 0 && shift.intervalSeconds > 0) await tools.wait(shift.intervalSeconds * 1000);
    if ((await readFate(tools.runs, releaseId)) === "PUT_BACK") return giveUp(tools, traffic);
    await applyWeights(tools.loadBalancing, target, weights);
  }
  if ((await decideFate(tools.runs, releaseId, "SERVING")) === "PUT_BACK") return giveUp(tools, traffic);
  return weightsOf(to, 100);
}

/** Who puts the release back may have looked at the weights before the last step was taken. */
async function giveUp({ loadBalancing }: ShiftTools, traffic: TrafficShift): Promise<never> {
  const { target, to, from } = traffic;
  const weights = planPutBack(to, from !== null);
  if (weights === null) await closeListener(loadBalancing, target.listenerArn);
  else await applyWeights(loadBalancing, target, weights);
  throw putBackMeanwhile(traffic.releaseId);
}
