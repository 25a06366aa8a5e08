import type { ServiceFactory } from "../kernel/service.ts";
import { createDynamodb } from "./dynamodb/service.ts";
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

/** What others build on: identities, keys, logs, stores, queues, parameters. */
export const foundationServices: readonly ServiceFactory[] = [
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
];

/** What acts by itself as soon as it is started: invocations, deliveries and executions that wait. */
export const executionServices: readonly ServiceFactory[] = [createLambda, createEvents, createStates];

/** Step Functions and what the tasks of state machines call: no compute, no stacks. Order as in `allServices`. */
export const stepFunctionsServices: readonly ServiceFactory[] = [...foundationServices, ...executionServices];
