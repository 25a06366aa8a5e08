import type { ServiceFactory } from "../kernel/service.ts";
import { createCloudFormation } from "./cloudformation/service.ts";
import { createEc2 } from "./ec2/service.ts";
import { createElasticLoadBalancing } from "./elasticloadbalancing/service.ts";
import { createIam } from "./iam/service.ts";
import { createKms } from "./kms/service.ts";
import { createLambda } from "./lambda/service.ts";
import { createLogs } from "./logs/service.ts";
import { createS3 } from "./s3/service.ts";
import { createSns } from "./sns/service.ts";
import { createSsm } from "./ssm/service.ts";
import { createStates } from "./states/service.ts";
import { createSts } from "./sts/service.ts";

/** Every service of the embedded AWS. They start in this order and stop in the reverse one. */
export const allServices: readonly ServiceFactory[] = [
  createEc2,
  createElasticLoadBalancing,
  createIam,
  createKms,
  createLambda,
  createLogs,
  createS3,
  createSns,
  createSsm,
  createStates,
  createSts,
  // Last to start and first to stop: its deployments call all the others.
  createCloudFormation,
];
