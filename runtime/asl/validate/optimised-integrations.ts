import type { IntegrationPattern, ServiceResource } from "../task-resource.ts";

const CALL = ["requestResponse"] as const;
const CALL_OR_TOKEN = ["requestResponse", "waitForTaskToken"] as const;
const CALL_OR_JOB = ["requestResponse", "sync"] as const;
const EVERY = ["requestResponse", "sync", "waitForTaskToken"] as const;

type Patterns = readonly IntegrationPattern[];

type Actions = readonly (readonly [action: string, patterns: Patterns])[];

const job = (...actions: readonly string[]): Actions => actions.map((action) => [action, CALL_OR_JOB]);
const call = (...actions: readonly string[]): Actions => actions.map((action) => [action, CALL]);

/**
 * AWS's optimised integrations: the actions of each service and how a task may wait for them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const OPTIMISED: Readonly<Record<string, ReadonlyMap<string, Patterns>>> = {
  apigateway: new Map([["invoke", CALL_OR_TOKEN]]),
  athena: new Map([
    ...job("startQueryExecution"),
    ...call("stopQueryExecution", "getQueryExecution", "getQueryResults"),
  ]),
  batch: new Map(job("submitJob")),
  bedrock: new Map([...job("createModelCustomizationJob"), ...call("invokeModel")]),
  codebuild: new Map([
    ...job("startBuild", "startBuildBatch", "retryBuildBatch"),
    ...call("stopBuild", "stopBuildBatch", "batchDeleteBuilds", "batchGetReports", "deleteBuildBatch"),
  ]),
  databrew: new Map(job("startJobRun")),
  dynamodb: new Map(call("getItem", "putItem", "updateItem", "deleteItem")),
  ecs: new Map([["runTask", EVERY]]),
  eks: new Map([
    ...job("createCluster", "deleteCluster", "createFargateProfile", "deleteFargateProfile"),
    ...job("createNodegroup", "deleteNodegroup", "runJob"),
    ...call("call"),
  ]),
  elasticmapreduce: new Map([
    ...job("createCluster", "terminateCluster", "addStep"),
    ...call("cancelStep", "setClusterTerminationProtection"),
    ...call("modifyInstanceFleetByName", "modifyInstanceGroupByName"),
  ]),
  "emr-containers": new Map([...job("deleteVirtualCluster", "startJobRun"), ...call("createVirtualCluster")]),
  "emr-serverless": new Map([
    ...job("createApplication", "startApplication", "stopApplication", "deleteApplication"),
    ...job("startJobRun", "cancelJobRun"),
  ]),
  events: new Map([["putEvents", CALL_OR_TOKEN]]),
  glue: new Map(job("startJobRun")),
  http: new Map(call("invoke")),
  lambda: new Map([["invoke", CALL_OR_TOKEN]]),
  mediaconvert: new Map(job("createJob")),
  sagemaker: new Map([
    ...job("createHyperParameterTuningJob", "createLabelingJob", "createProcessingJob"),
    ...job("createTrainingJob", "createTransformJob"),
    ...call("createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint"),
  ]),
  sns: new Map([["publish", CALL_OR_TOKEN]]),
  sqs: new Map([["sendMessage", CALL_OR_TOKEN]]),
  states: new Map([["startExecution", [...EVERY, "sync:2"]]]),
};

/** Whether AWS has this optimised integration, with this pattern. */
export function isOptimised({ service, action, pattern }: ServiceResource): boolean {
  if (!Object.hasOwn(OPTIMISED, service)) return false;
  return OPTIMISED[service]?.get(action)?.includes(pattern) ?? false;
}
