import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";

export interface WantedLogGroup {
  readonly name: string;
  readonly retentionDays: number;
  readonly keyId: string;
}

/** Makes sure that an application's log group is there, encrypted under the key, and keeps its events as long as asked. */
export async function ensureLogGroup(logs: CloudWatchLogsClient, wanted: WantedLogGroup): Promise<void> {
  const group = await findLogGroup(logs, wanted.name);
  if (group === undefined) await createLogGroup(logs, wanted);
  else if (group.kmsKeyId !== wanted.keyId) {
    await logs.send(new AssociateKmsKeyCommand({ logGroupName: wanted.name, kmsKeyId: wanted.keyId }));
  }
  if (group?.retentionInDays === wanted.retentionDays) return;
  const { name: logGroupName, retentionDays: retentionInDays } = wanted;
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}

async function findLogGroup(logs: CloudWatchLogsClient, name: string) {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

async function createLogGroup(logs: CloudWatchLogsClient, { name, keyId }: WantedLogGroup): Promise<void> {
  try {
    await logs.send(new CreateLogGroupCommand({ logGroupName: name, kmsKeyId: keyId }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}
