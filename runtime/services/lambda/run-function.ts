import { serviceCaller } from "../../kernel/caller.ts";
import type { SealedText } from "../../storage/envelope.ts";
import type { ResolvedFunction } from "./function-reference.ts";
import type { FunctionError } from "./instance.ts";
import type { Lambda } from "./lambda.ts";

/** What a caller of the function gets to see. */
export interface FunctionResult {
  /** JSON: the value the handler returned, or the error's description. */
  readonly payload: string;
  readonly error: FunctionError | undefined;
  readonly logTail: string;
}

export interface FunctionRun {
  readonly target: ResolvedFunction;
  readonly payload: string;
  readonly requestId: string;
  readonly clientContext?: unknown;
}

const LARGEST_RESPONSE_BYTES = 6_291_556;

/** Runs one invocation to its end. A failing function is a result; only Lambda's own refusals are thrown. */
export async function runFunction(
  lambda: Pick<Lambda, "runtime" | "cipher" | "pool">,
  run: FunctionRun,
): Promise<FunctionResult> {
  const { version, fn, arn } = run.target;
  const outcome = await lambda.pool.invoke({
    version,
    variables: await openVariables(lambda, version.environment),
    invokedFunctionArn: arn,
    payload: run.payload,
    clientContext: run.clientContext,
    requestId: run.requestId,
    reservedConcurrency: fn.reservedConcurrency,
  });
  const payload = outcome.payload ?? "null";
  const error = outcome.error ?? sizeError(payload);
  return { payload: error ? JSON.stringify(error) : payload, error, logTail: outcome.logTail };
}

function sizeError(payload: string): FunctionError | undefined {
  if (Buffer.byteLength(payload) <= LARGEST_RESPONSE_BYTES) return undefined;
  return {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE_BYTES} bytes).`,
  };
}

/** Environment variables in clear: as stored, or opened with the function's KMS key. */
export async function openVariables(
  lambda: Pick<Lambda, "runtime" | "cipher">,
  environment: Readonly<Record<string, string>> | SealedText,
): Promise<Readonly<Record<string, string>>> {
  if (!isSealed(environment)) return environment;
  const caller = serviceCaller("lambda.amazonaws.com", lambda.runtime.accountId);
  return JSON.parse(await lambda.cipher.open(environment, caller));
}

function isSealed(environment: Readonly<Record<string, string>> | SealedText): environment is SealedText {
  return "sealed" in environment && "dataKey" in environment && "keyId" in environment;
}
