import type { FunctionCode } from "@aws-sdk/client-lambda";
import type { Caller } from "../../kernel/caller.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { StoredCode } from "./code-store.ts";
import type { Lambda } from "./lambda.ts";

/** Takes a deployment package from the request or, as the caller, from S3. */
export async function storeCode(
  lambda: Lambda,
  code: FunctionCode | undefined,
  caller: Caller,
): Promise<StoredCode> {
  if (code?.ZipFile !== undefined) return lambda.code.add(code.ZipFile);
  if (code?.S3Bucket !== undefined && code.S3Key !== undefined) {
    return lambda.code.add(await fetchArchive(lambda, { ...code, caller }));
  }
  if (code?.ImageUri !== undefined)
    throw invalid("Code.ImageUri is not emulated: give ZipFile, or S3Bucket and S3Key.");
  throw invalid("Please provide a source for function code.");
}

async function fetchArchive(lambda: Lambda, source: FunctionCode & { caller: Caller }): Promise<Uint8Array> {
  const { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: VersionId } = source;
  const input = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) };
  try {
    const { Body } = await lambda.runtime.aws.call("s3", "GetObject", input, source.caller);
    const chunks: Uint8Array[] = [];
    for await (const chunk of Body instanceof Uint8Array ? [Body] : Body) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new AwsError(
      "InvalidParameterValueException",
      `Error occurred while GetObject. S3 Error Code: ${cause.code}. S3 Error Message: ${cause.message}`,
      { cause },
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
