import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as events from "@aws-sdk/client-eventbridge";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as secretsmanager from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";

/** A service as tasks name it. */
export interface TaskService {
  readonly signingName: string;
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
  autoscaling: sdkService("autoscaling", autoscaling, "AutoScaling"),
  cloudformation: sdkService("cloudformation", cloudformation, "CloudFormation"),
  cloudwatchlogs: sdkService("logs", logs, "CloudWatchLogs"),
  dynamodb: sdkService("dynamodb", dynamodb, "DynamoDb"),
  ec2: sdkService("ec2", ec2, "Ec2"),
  elasticloadbalancingv2: sdkService("elasticloadbalancing", elb, "ElasticLoadBalancingV2"),
  eventbridge: sdkService("events", events, "EventBridge"),
  iam: sdkService("iam", iam, "Iam"),
  kms: sdkService("kms", kms, "Kms"),
  lambda: sdkService("lambda", lambda, "Lambda"),
  s3: sdkService("s3", s3, "S3"),
  secretsmanager: sdkService("secretsmanager", secretsmanager, "SecretsManager"),
  sfn: sdkService("states", sfn, "Sfn"),
  sns: sdkService("sns", sns, "Sns"),
  sqs: sdkService("sqs", sqs, "Sqs"),
  ssm: sdkService("ssm", ssm, "Ssm"),
  sts: sdkService("sts", sts, "Sts"),
};

function sdkService(signingName: string, sdk: object, name: string): TaskService {
  return { signingName, sdk, errorPrefix: name, causeName: name, genericError: `${name}Exception` };
}

const JSON_1_0 = "application/x-amz-json-1.0";

/** Services with an optimised integration: `arn:aws:states:::<name>:…`. */
export const OPTIMISED_SERVICES: Readonly<Record<string, TaskService>> = {
  dynamodb: {
    signingName: "dynamodb",
    sdk: dynamodb,
    errorPrefix: "DynamoDB",
    causeName: "AmazonDynamoDBv2",
    contentType: JSON_1_0,
    genericError: "AmazonDynamoDBException",
  },
  events: {
    signingName: "events",
    sdk: events,
    errorPrefix: "EventBridge",
    causeName: "AmazonCloudWatchEvents",
    genericError: "AmazonEventBridgeException",
  },
  lambda: {
    signingName: "lambda",
    sdk: lambda,
    errorPrefix: "Lambda",
    causeName: "AWSLambda",
    genericError: "AWSLambdaException",
  },
  sns: {
    signingName: "sns",
    sdk: sns,
    errorPrefix: "SNS",
    causeName: "AmazonSNS",
    contentType: "text/xml",
    genericError: "AmazonSNSException",
  },
  sqs: {
    signingName: "sqs",
    sdk: sqs,
    errorPrefix: "SQS",
    causeName: "AmazonSQS",
    contentType: JSON_1_0,
    genericError: "AmazonSQSException",
  },
  states: {
    signingName: "states",
    sdk: sfn,
    errorPrefix: "StepFunctions",
    causeName: "AWSStepFunctions",
    contentType: JSON_1_0,
    genericError: "AWSStepFunctionsException",
  },
};

/** The service that a task's resource names; undefined when it is not emulated. */
export function taskService(resource: {
  readonly service: string;
  readonly sdk: boolean;
}): TaskService | undefined {
  const table = resource.sdk ? SDK_SERVICES : OPTIMISED_SERVICES;
  return Object.hasOwn(table, resource.service) ? table[resource.service] : undefined;
}
