import { createRequire } from "node:module";

/** A service as tasks name it. */
export interface TaskService {
  readonly signingName: string;
  /** What the SDK's client exports: the shapes of its operations. */
  readonly sdk: object;
  /** What error names start with. */
  readonly errorPrefix: string;
  /** The service's name in causes. */
  readonly causeName: string;
  /** What the answers of an optimised integration are written in. */
  readonly contentType?: string;
  /** The exception that an error code of no modelled shape becomes. */
  readonly genericError: string;
}

/** Services behind `arn:aws:states:::aws-sdk:<name>:…`. */
export const SDK_SERVICES: Readonly<Record<string, TaskService>> = {
  autoscaling: sdkService("autoscaling", "auto-scaling", "AutoScaling"),
  cloudformation: sdkService("cloudformation", "cloudformation", "CloudFormation"),
  cloudwatchlogs: sdkService("logs", "cloudwatch-logs", "CloudWatchLogs"),
  dynamodb: sdkService("dynamodb", "dynamodb", "DynamoDb"),
  ec2: sdkService("ec2", "ec2", "Ec2"),
  elasticloadbalancingv2: sdkService(
    "elasticloadbalancing",
    "elastic-load-balancing-v2",
    "ElasticLoadBalancingV2",
  ),
  eventbridge: sdkService("events", "eventbridge", "EventBridge"),
  iam: sdkService("iam", "iam", "Iam"),
  kms: sdkService("kms", "kms", "Kms"),
  lambda: sdkService("lambda", "lambda", "Lambda"),
  s3: sdkService("s3", "s3", "S3"),
  secretsmanager: sdkService("secretsmanager", "secrets-manager", "SecretsManager"),
  sfn: sdkService("states", "sfn", "Sfn"),
  sns: sdkService("sns", "sns", "Sns"),
  sqs: sdkService("sqs", "sqs", "Sqs"),
  ssm: sdkService("ssm", "ssm", "Ssm"),
  sts: sdkService("sts", "sts", "Sts"),
};

function sdkService(signingName: string, client: string, name: string): TaskService {
  const names = { errorPrefix: name, causeName: name, genericError: `${name}Exception` };
  return withShapes(client, { signingName, ...names });
}

const require = createRequire(import.meta.url);

/** Loads the client that has the service's shapes when they are asked for: all of them would take half a second of each start. */
function withShapes(client: string, service: Omit<TaskService, "sdk">): TaskService {
  return {
    ...service,
    get sdk() {
      return require(`@aws-sdk/client-${client}`) as object;
    },
  };
}

const JSON_1_0 = "application/x-amz-json-1.0";

/** Services with an optimised integration: `arn:aws:states:::<name>:…`. */
export const OPTIMISED_SERVICES: Readonly<Record<string, TaskService>> = {
  dynamodb: withShapes("dynamodb", {
    signingName: "dynamodb",
    errorPrefix: "DynamoDB",
    causeName: "AmazonDynamoDBv2",
    contentType: JSON_1_0,
    genericError: "AmazonDynamoDBException",
  }),
  events: withShapes("eventbridge", {
    signingName: "events",
    errorPrefix: "EventBridge",
    causeName: "AmazonCloudWatchEvents",
    genericError: "AmazonEventBridgeException",
  }),
  lambda: withShapes("lambda", {
    signingName: "lambda",
    errorPrefix: "Lambda",
    causeName: "AWSLambda",
    genericError: "AWSLambdaException",
  }),
  sns: withShapes("sns", {
    signingName: "sns",
    errorPrefix: "SNS",
    causeName: "AmazonSNS",
    contentType: "text/xml",
    genericError: "AmazonSNSException",
  }),
  sqs: withShapes("sqs", {
    signingName: "sqs",
    errorPrefix: "SQS",
    causeName: "AmazonSQS",
    contentType: JSON_1_0,
    genericError: "AmazonSQSException",
  }),
  states: withShapes("sfn", {
    signingName: "states",
    errorPrefix: "StepFunctions",
    causeName: "AWSStepFunctions",
    contentType: JSON_1_0,
    genericError: "AWSStepFunctionsException",
  }),
};

/** The service that a task's resource names; undefined when it is not emulated. */
export function taskService(resource: {
  readonly service: string;
  readonly sdk: boolean;
}): TaskService | undefined {
  const table = resource.sdk ? SDK_SERVICES : OPTIMISED_SERVICES;
  return Object.hasOwn(table, resource.service) ? table[resource.service] : undefined;
}
