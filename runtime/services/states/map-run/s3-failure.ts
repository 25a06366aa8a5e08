import { randomUUID } from "node:crypto";
import { Failure } from "../../../asl/failure.ts";
import { AwsError } from "../../../protocol/aws-error.ts";

/** What keeps a map run from reading its items or writing its results, in the words of the SDK that AWS does it with. */
export function s3Failure(name: string, error: unknown): Failure {
  if (!(error instanceof AwsError)) return new Failure(name, (error as Error).message);
  const details = [
    "Service: Amazon S3",
    `Status Code: ${error.status}`,
    `Error Code: ${error.code}`,
    `Request ID: ${randomUUID()}`,
    `S3 Extended Request ID: ${randomUUID()}`,
    "Proxy: null",
  ];
  return new Failure(name, `${error.message} (${details.join("; ")})`);
}
