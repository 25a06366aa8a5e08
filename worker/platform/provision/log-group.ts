import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { StackResource } from "../../../core/stage-results.ts";
import { arnOf, type StackContext, stackTags } from "./stack.ts";

/** The application's log group, encrypted and with its retention; there before the first instance writes to it. */
export async function ensureLogGroup(context: StackContext): Promise<StackResource> {
  const client = new CloudWatchLogsClient(context.aws);
  const { group, retentionDays } = context.request.payload.logs;
  const found = await findLogGroup(client, group);
  if (found === undefined) await createLogGroup(client, context);
  if (found?.retentionInDays !== retentionDays)
    await client.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: retentionDays }));
  return { type: "AWS::Logs::LogGroup", id: group, arn: arnOf(context, "logs", `log-group:${group}`) };
}

/** Of all groups that begin with its name, the group itself is the first. */
async function findLogGroup(client: CloudWatchLogsClient, name: string): Promise<LogGroup | undefined> {
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups?.find(({ logGroupName }) => logGroupName === name);
}

async function createLogGroup(client: CloudWatchLogsClient, context: StackContext): Promise<void> {
  const { payload, kmsKeyId } = context.request;
  const tags = stackTags(context);
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName: payload.logs.group, kmsKeyId, tags }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}
