import type { ServiceFactory } from "../kernel/service.ts";
import { createAutoScaling } from "./autoscaling/service.ts";
import { createCloudFormation } from "./cloudformation/service.ts";
import { createEc2 } from "./ec2/service.ts";
import { createElasticLoadBalancing } from "./elasticloadbalancing/service.ts";
import { executionServices, foundationServices } from "./step-functions.ts";

/** Every service of the embedded AWS. They start in this order and stop in the reverse one. */
export const allServices: readonly ServiceFactory[] = [
  ...foundationServices,
  createEc2,
  createElasticLoadBalancing,
  createAutoScaling,
  ...executionServices,
  // Last to start and first to stop: its deployments call all the others.
  createCloudFormation,
];
