import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { planShift, weightsOf } from "../../core/blue-green.ts";
import type { ReleaseConfiguration } from "../../core/config/release-configuration.ts";
import type { Colour } from "../../core/stack-names.ts";
import type { Weights } from "../../core/stage-results.ts";
import { applyWeights, type TrafficSwitch } from "../stack/listener-weights.ts";

export interface ShiftTools {
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly wait: (delayMs: number) => Promise<unknown>;
}

export interface TrafficShift {
  readonly target: TrafficSwitch;
  /** The weights when the shift begins. */
  readonly current: Weights;
  readonly to: Colour;
  readonly shift: Pick<ReleaseConfiguration["shift"], "steps" | "intervalSeconds">;
}

/** Moves the traffic to a colour step by step, reading each step back. An interrupted shift goes on where it stood. */
export async function shiftTraffic(
  tools: ShiftTools,
  { target, current, to, shift }: TrafficShift,
): Promise<Weights> {
  const plan = planShift({ current, to, steps: shift.steps });
  for (const [index, weights] of plan.entries()) {
    if (index > 0 && shift.intervalSeconds > 0) await tools.wait(shift.intervalSeconds * 1000);
    await applyWeights(tools.loadBalancing, target, weights);
  }
  return weightsOf(to, 100);
}
