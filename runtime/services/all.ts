import type { ServiceFactory } from "../kernel/service.ts";
import { createAutoScaling } from "./autoscaling/service.ts";
import { createCloudFormation } from "./cloudformation/service.ts";
import { createDynamodb } from "./dynamodb/service.ts";
import { createEc2 } from "./ec2/service.ts";
import { createElasticLoadBalancing } from "./elasticloadbalancing/service.ts";
import { createEvents } from "./events/service.ts";
import { createIam } from "./iam/service.ts";
import { createKms } from "./kms/service.ts";
import { createLambda } from "./lambda/service.ts";
import { createLogs } from "./logs/service.ts";
import { createS3 } from "./s3/service.ts";
import { createSecretsManager } from "./secretsmanager/service.ts";
import { createSns } from "./sns/service.ts";
import { createSqs } from "./sqs/service.ts";
import { createSsm } from "./ssm/service.ts";
import { createStates } from "./states/service.ts";
import { createSts } from "./sts/service.ts";

/** Every service of the embedded AWS. They start in this order and stop in the reverse one. */
export const allServices: readonly ServiceFactory[] = [
  createIam,
  createSts,
  createKms,
  createLogs,
  createS3,
  createDynamodb,
  createSqs,
  createSns,
  createSsm,
  createSecretsManager,
  createEc2,
  createElasticLoadBalancing,
  createAutoScaling,
  createLambda,
  createEvents,
  createStates,
  // Last to start and first to stop: its deployments call all the others.
  createCloudFormation,
];
