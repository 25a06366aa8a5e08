import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import type { StoredObject } from "../../core/stage-results.ts";
import type { WorkerResult } from "../../core/worker-request.ts";

/** What a worker wrote before it answered; undefined while it has not. */
export async function readWorkerResult(s3: S3Client, place: StoredObject): Promise<WorkerResult | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
    return JSON.parse((await Body?.transformToString()) ?? "") as WorkerResult;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
