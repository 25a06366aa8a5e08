import { autoScalingGroup } from "./aws-autoscaling-auto-scaling-group.ts";
import { dynamodbTable } from "./aws-dynamodb-table.ts";
import { ec2LaunchTemplate } from "./aws-ec2-launch-template.ts";
import { eventsRule } from "./aws-events-rule.ts";
import { iamInstanceProfile } from "./aws-iam-instance-profile.ts";
import { iamRole } from "./aws-iam-role.ts";
import { kmsAlias } from "./aws-kms-alias.ts";
import { kmsKey } from "./aws-kms-key.ts";
import { lambdaEventInvokeConfig } from "./aws-lambda-event-invoke-config.ts";
import { lambdaFunction } from "./aws-lambda-function.ts";
import { lambdaPermission } from "./aws-lambda-permission.ts";
import { logsLogGroup } from "./aws-logs-log-group.ts";
import { s3Bucket } from "./aws-s3-bucket.ts";
import { s3BucketPolicy } from "./aws-s3-bucket-policy.ts";
import { snsSubscription } from "./aws-sns-subscription.ts";
import { snsTopic } from "./aws-sns-topic.ts";
import { sqsQueue } from "./aws-sqs-queue.ts";
import { sqsQueuePolicy } from "./aws-sqs-queue-policy.ts";
import { ssmDocument } from "./aws-ssm-document.ts";
import { ssmParameter } from "./aws-ssm-parameter.ts";
import { stepFunctionsStateMachine } from "./aws-stepfunctions-state-machine.ts";
import type { AnyResourceType } from "./resource-type.ts";

/** Every resource type that is emulated, by its name in templates. */
export const resourceTypes: Readonly<Record<string, AnyResourceType>> = {
  "AWS::AutoScaling::AutoScalingGroup": autoScalingGroup,
  "AWS::DynamoDB::Table": dynamodbTable,
  "AWS::EC2::LaunchTemplate": ec2LaunchTemplate,
  "AWS::Events::Rule": eventsRule,
  "AWS::IAM::InstanceProfile": iamInstanceProfile,
  "AWS::IAM::Role": iamRole,
  "AWS::KMS::Alias": kmsAlias,
  "AWS::KMS::Key": kmsKey,
  "AWS::Lambda::EventInvokeConfig": lambdaEventInvokeConfig,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::Permission": lambdaPermission,
  "AWS::Logs::LogGroup": logsLogGroup,
  "AWS::S3::Bucket": s3Bucket,
  "AWS::S3::BucketPolicy": s3BucketPolicy,
  "AWS::SNS::Subscription": snsSubscription,
  "AWS::SNS::Topic": snsTopic,
  "AWS::SQS::Queue": sqsQueue,
  "AWS::SQS::QueuePolicy": sqsQueuePolicy,
  "AWS::SSM::Document": ssmDocument,
  "AWS::SSM::Parameter": ssmParameter,
  "AWS::StepFunctions::StateMachine": stepFunctionsStateMachine,
};
