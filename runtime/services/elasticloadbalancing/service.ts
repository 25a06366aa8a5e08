import * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import { computeOf } from "../../compute/compute.ts";
import type { AwsEvent } from "../../kernel/event-bus.ts";
import type { ServiceFactory } from "../../kernel/service.ts";
import type { LoadBalancing } from "./context.ts";
import { createDraining, followInstance } from "./draining.ts";
import { createListening } from "./listening.ts";
import { loadBalancingOperations } from "./operations.ts";
import { openState } from "./state.ts";
import { createTargetChecks } from "./target-checks.ts";

/** Elastic Load Balancing, version 2: application load balancers that really proxy HTTP on loopback addresses. */
export const createElasticLoadBalancing: ServiceFactory = (runtime) => {
  const state = openState(runtime);
  const checks = createTargetChecks(runtime, state);
  const draining = createDraining(runtime, state);
  const listening = createListening({ runtime, state, checks, draining });
  const addresses = computeOf(runtime).addresses;
  const elb: LoadBalancing = { runtime, addresses, state, checks, draining, listening };
  runtime.events.listen((event) => {
    const change = readInstanceChange(event);
    if (change !== undefined && followInstance(state, change)) checks.sync();
  });
  return {
    signingName: "elasticloadbalancing",
    protocol: "awsQuery",
    sdk,
    operations: loadBalancingOperations(elb),
    start: () => recover(elb),
    async stop() {
      checks.stop();
      draining.stop();
      await listening.closeAll();
    },
  };
};

/** Opens every listener again. One that cannot be opened is reported; the others serve. */
async function recover({ runtime, state, checks, draining, listening }: LoadBalancing): Promise<void> {
  draining.recover();
  for (const listener of [...state.listeners.values()]) {
    await listening.open(listener).catch((error: unknown) => {
      runtime.log.error("a load balancer's listener could not be opened again", {
        listener: listener.arn,
        error,
      });
    });
  }
  checks.sync();
}

function readInstanceChange({ source, detailType, detail }: AwsEvent) {
  if (source !== "aws.ec2" || detailType !== "EC2 Instance State-change Notification") return undefined;
  return { instanceId: String(detail["instance-id"]), instanceState: String(detail.state) };
}
