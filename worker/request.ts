import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { type ParameterPointer, readPointer, verifyPointed } from "../core/parameter-value.ts";
import type { WorkerRequest } from "../core/worker-request.ts";

/** Reads the worker's request anew each time: a retried state puts a newer task token into it. */
export type ReadRequest = () => Promise<WorkerRequest>;

export interface RequestSource {
  readonly parameterName: string;
  readonly ssm: SSMClient;
  /** Asked only for a request that is too long for a parameter. */
  readonly s3: S3Client;
}

/** A reader of the SecureString that names the work; follows the pointer of a long request and checks its digest. */
export function createRequestReader({ parameterName, ssm, s3 }: RequestSource): ReadRequest {
  return async () => {
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: parameterName, WithDecryption: true }),
    );
    const value = Parameter?.Value ?? "";
    const pointer = readPointer(value);
    const text = pointer === undefined ? value : await readPointed(s3, pointer);
    return JSON.parse(text) as WorkerRequest;
  };
}

async function readPointed(s3: S3Client, pointer: ParameterPointer): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: pointer.bucket, Key: pointer.key }));
  return verifyPointed(pointer, (await Body?.transformToString()) ?? "");
}
