import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createDocumentClient } from "../lambda/document-client.ts";
import { requiredVariable } from "../lambda/environment.ts";
import type { RunStore } from "./run-record.ts";

/** What a stage's function needs to have a worker do its work. */
export interface WorkerTools extends RunStore {
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly states: SFNClient;
  readonly keyId: string;
  readonly artifactsBucket: string;
  /** The bucket of the workers' results. */
  readonly logsBucket: string;
  readonly workerLogGroup: string;
  readonly heartbeatSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The tools from the function's environment; clients are made once an environment of the function. */
export function createWorkerTools(): WorkerTools {
  return {
    dynamo: createDocumentClient(),
    ec2: new EC2Client({}),
    s3: new S3Client({}),
    ssm: new SSMClient({}),
    states: new SFNClient({}),
    table: requiredVariable("RUNS_TABLE"),
    keyId: requiredVariable("KEY_ARN"),
    artifactsBucket: requiredVariable("ARTIFACTS_BUCKET"),
    logsBucket: requiredVariable("LOGS_BUCKET"),
    workerLogGroup: requiredVariable("WORKER_LOG_GROUP"),
    heartbeatSeconds: Number(requiredVariable("HEARTBEAT_SECONDS")),
    now: Date.now,
  };
}
