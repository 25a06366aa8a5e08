import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  GetCommandInvocationCommand,
  GetParameterCommand,
  InvalidInstanceId,
  ListCommandInvocationsCommand,
  PutParameterCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { WorkerResult } from "../../../../core/worker-request.ts";
import type { WorkerTools } from "../../../../functions/command/worker-tools.ts";
import { objectOf } from "./s3-body.ts";
import type { TestTables } from "./tables.ts";

type Sent = Readonly<{ CommandId: string; InstanceId: string; Comment: string; Status: string }>;

/** Run Command, Parameter Store, S3 results and task tokens, as far as a stage's function meets them. */
export function createWorkerWorld() {
  const ec2 = mockClient(EC2Client);
  const s3 = mockClient(S3Client);
  const ssm = mockClient(SSMClient);
  const sfn = mockClient(SFNClient);
  const parameters = new Map<string, string>();
  const results = new Map<string, WorkerResult>();
  const commands: Sent[] = [];
  const answers: unknown[] = [];
  const world = {
    ec2,
    s3,
    ssm,
    sfn,
    parameters,
    results,
    commands,
    answers,
    instances: ["i-tooling"],
    isAgentRegistered: true,
    nowMs: Date.UTC(2026, 10, 21),
  };

  ec2.on(DescribeInstancesCommand).callsFake(() => ({
    Reservations: [{ Instances: world.instances.map((InstanceId) => ({ InstanceId })) }],
  }));
  s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => {
    const result = results.get(Key);
    if (result === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    return objectOf(JSON.stringify(result));
  });
  ssm.on(PutParameterCommand).callsFake(({ Name, Value }: { Name: string; Value: string }) => {
    parameters.set(Name, Value);
    return { Version: 1 };
  });
  ssm
    .on(GetParameterCommand)
    .callsFake(({ Name }: { Name: string }) => ({ Parameter: { Value: parameters.get(Name) } }));
  ssm
    .on(SendCommandCommand)
    .callsFake(({ Comment, InstanceIds }: { Comment: string; InstanceIds: string[] }) => {
      if (!world.isAgentRegistered) throw new InvalidInstanceId({ message: "i-tooling", $metadata: {} });
      const CommandId = `command-${commands.length + 1}`;
      commands.push({ CommandId, InstanceId: InstanceIds[0] ?? "", Comment, Status: "InProgress" });
      return { Command: { CommandId } };
    });
  ssm
    .on(GetCommandInvocationCommand)
    .callsFake(({ CommandId }: { CommandId: string }) => commandOf(CommandId));
  ssm.on(ListCommandInvocationsCommand).callsFake(({ CommandId }: { CommandId?: string }) => ({
    CommandInvocations:
      CommandId === undefined ? commands : commands.filter((one) => one.CommandId === CommandId),
  }));
  sfn.on(SendTaskSuccessCommand).callsFake((input: { taskToken: string; output: string }) => {
    answers.push({ token: input.taskToken, output: JSON.parse(input.output) });
    return {};
  });
  sfn.on(SendTaskFailureCommand).callsFake((input: { taskToken: string; error: string; cause: string }) => {
    answers.push({ token: input.taskToken, error: input.error, cause: input.cause });
    return {};
  });

  const commandOf = (id: string) =>
    commands.find(({ CommandId }) => CommandId === id) ?? { Status: "Failed" };
  return Object.assign(world, {
    /** A command ends with this status. */
    end(id: string, Status: string) {
      const index = commands.findIndex(({ CommandId }) => CommandId === id);
      const sent = commands[index];
      if (sent !== undefined) commands[index] = { ...sent, Status };
    },
    tools: (tables: TestTables): WorkerTools => ({
      dynamo: tables.dynamo,
      ec2: new EC2Client({}),
      s3: new S3Client({}),
      ssm: new SSMClient({}),
      states: new SFNClient({}),
      table: "runs",
      keyId: "arn:key",
      artifactsBucket: "artifacts",
      logsBucket: "logs",
      workerLogGroup: "/repave/worker",
      heartbeatSeconds: 15,
      now: () => world.nowMs,
    }),
  });
}
