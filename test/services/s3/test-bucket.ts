import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

/** An embedded AWS with S3, and a client of it. */
export interface TestS3 {
  readonly aws: TestRuntime;
  readonly s3: S3Client;
}

/** Starts S3 with an empty bucket of this name. */
export async function startWithBucket(Bucket: string): Promise<TestS3> {
  const started = clientOf(await startTestRuntime({ services: [createKms, createS3] }));
  await started.s3.send(new CreateBucketCommand({ Bucket }));
  return started;
}

/** Stops it and starts it again on the same folder. */
export async function restart({ aws }: Pick<TestS3, "aws">): Promise<TestS3> {
  return clientOf(await aws.restart());
}

function clientOf(aws: TestRuntime): TestS3 {
  return { aws, s3: new S3Client({ ...aws.clientConfig, forcePathStyle: true }) };
}
