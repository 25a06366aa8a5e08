import { randomUUID } from "node:crypto";
import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { type ResolvedFunction, resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import { runFunction } from "../run-function.ts";

const LARGEST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invoke(lambda: Lambda): Operation<InvocationRequest, InvocationResponse> {
  return async (input) => {
    const target = resolveInvoked(lambda, input);
    const type = invocationType(input.InvocationType);
    const payload = readPayload(input.Payload, LARGEST_BYTES[type]);
    if (type === "DryRun") return { StatusCode: 204 };
    if (type === "Event") return enqueue(lambda, target, payload);
    const result = await runFunction(lambda, {
      target,
      payload,
      requestId: randomUUID(),
      clientContext: readClientContext(input.ClientContext),
    });
    return {
      StatusCode: 200,
      Payload: Buffer.from(result.payload),
      ExecutedVersion: target.version.version,
      ...(result.error && { FunctionError: "Unhandled" }),
      ...(input.LogType === "Tail" && { LogResult: Buffer.from(result.logTail).toString("base64") }),
    };
  };
}

/** Invoke alone names the version that it looked for when no qualifier was given. */
function resolveInvoked(
  lambda: Lambda,
  { FunctionName = "", Qualifier }: InvocationRequest,
): ResolvedFunction {
  try {
    return resolveFunction(lambda, FunctionName, Qualifier);
  } catch (error) {
    const unqualified = error instanceof AwsError && /:function:[^:]+$/.test(error.message);
    if (!unqualified || error.code !== "ResourceNotFoundException") throw error;
    const { status, details } = error;
    throw new AwsError(error.code, `${error.message}:$LATEST`, { status, details, cause: error });
  }
}

function enqueue(lambda: Lambda, target: ResolvedFunction, payload: string): InvocationResponse {
  const requestId = randomUUID();
  const { qualifier } = target;
  const functionName = target.version.name;
  lambda.queue.add(requestId, { functionName, qualifier, payload, requestId, failedRuns: 0 });
  return { StatusCode: 202 };
}

function invocationType(type: string | undefined): keyof typeof LARGEST_BYTES {
  if (type === undefined || type === "RequestResponse") return "RequestResponse";
  if (type === "Event" || type === "DryRun") return type;
  throw new AwsError(
    "InvalidParameterValueException",
    `InvocationType must be RequestResponse, Event or DryRun; got ${type}.`,
  );
}

function readPayload(bytes: Uint8Array | undefined, largestBytes: number): string {
  const size = bytes?.byteLength ?? 0;
  if (size > largestBytes) {
    throw new AwsError(
      "RequestTooLargeException",
      `${size} byte payload is too large for this invocation type (limit ${largestBytes} bytes)`,
      { status: 413, details: { Type: "User" } },
    );
  }
  if (bytes === undefined || size === 0) return "{}";
  const text = Buffer.from(bytes).toString("utf8");
  try {
    JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${reason.slice(0, 60)}`,
      { details: { Type: "User" }, cause },
    );
  }
  return text;
}

function readClientContext(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch (cause) {
    throw new AwsError(
      "InvalidRequestContentException",
      "Client context must be a valid Base64-encoded JSON object.",
      {
        cause,
      },
    );
  }
}
