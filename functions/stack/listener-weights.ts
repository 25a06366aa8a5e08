import {
  type Action,
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { areEqualWeights } from "../../core/blue-green.ts";
import { ShiftNotApplied } from "../../core/errors.ts";
import type { ProvisionResult, Weights } from "../../core/stage-results.ts";

/** A listener and the target groups of the two colours, by ARN. */
export type TrafficSwitch = Pick<ProvisionResult, "listenerArn" | "targetGroups">;

/** The share of each colour, as the load balancer reports it; 0 and 0 while no colour serves (a fixed response). */
export async function readWeights(
  client: ElasticLoadBalancingV2Client,
  { listenerArn, targetGroups }: TrafficSwitch,
): Promise<Weights> {
  const { Listeners = [] } = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
  const action = Listeners[0]?.DefaultActions?.[0];
  return { blue: weightIn(action, targetGroups.blue), green: weightIn(action, targetGroups.green) };
}

/** Sets the weights and reads them back. Throws ShiftNotApplied when the load balancer reports others. */
export async function applyWeights(
  client: ElasticLoadBalancingV2Client,
  target: TrafficSwitch,
  weights: Weights,
): Promise<void> {
  const { listenerArn } = target;
  await client.send(
    new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions: [forwardTo(target, weights)] }),
  );
  const reported = await readWeights(client, target);
  if (areEqualWeights(reported, weights)) return;
  throw new ShiftNotApplied(
    `expected ${listenerArn} to report blue ${weights.blue}, green ${weights.green}; it reports blue ${reported.blue}, green ${reported.green}`,
  );
}

/** Lets the listener answer 503 by itself: what it does before the first release serves. */
export async function closeListener(
  client: ElasticLoadBalancingV2Client,
  listenerArn: string,
): Promise<void> {
  const closed: Action = {
    Type: "fixed-response",
    FixedResponseConfig: {
      StatusCode: "503",
      ContentType: "text/plain",
      MessageBody: "No release is serving.",
    },
  };
  await client.send(new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions: [closed] }));
}

function forwardTo({ targetGroups }: TrafficSwitch, weights: Weights): Action {
  return {
    Type: "forward",
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: targetGroups.blue, Weight: weights.blue },
        { TargetGroupArn: targetGroups.green, Weight: weights.green },
      ],
    },
  };
}

function weightIn(action: Action | undefined, targetGroupArn: string): number {
  if (action?.Type !== "forward") return 0;
  const groups = action.ForwardConfig?.TargetGroups ?? [
    { TargetGroupArn: action.TargetGroupArn, Weight: 100 },
  ];
  return groups.find(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)?.Weight ?? 0;
}
