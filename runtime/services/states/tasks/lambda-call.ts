import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { Failure, type Outcome } from "../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { httpMetadata } from "./http-metadata.ts";

interface LambdaCall {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly input: InvocationRequest;
}

/** The function's own result, or its error as a failure: `error` is the error's type, `cause` the whole payload. */
async function invoke({
  runtime,
  caller,
  input,
}: LambdaCall): Promise<Outcome<{ answer: InvocationResponse; payload: Json }>> {
  const answer = await runtime.aws.call<InvocationResponse>("lambda", "Invoke", input, caller);
  const text = answer.Payload === undefined ? "" : Buffer.from(answer.Payload).toString("utf8");
  const payload = text === "" ? null : (JSON.parse(text) as Json);
  if (answer.FunctionError === undefined) return { answer, payload };
  const errorType = isJsonObject(payload) ? payload.errorType : undefined;
  return new Failure(typeof errorType === "string" ? errorType : "Unknown", text);
}

/** A Task whose resource is the function's ARN: the input is the payload, the payload is the result. */
export async function callFunction(
  call: Omit<LambdaCall, "input"> & { arn: string; input: Json },
): Promise<Outcome<Json>> {
  const input = { FunctionName: call.arn, Payload: Buffer.from(JSON.stringify(call.input)) };
  const outcome = await invoke({ ...call, input });
  return outcome instanceof Failure ? outcome : outcome.payload;
}

/** A payload that is a text is JSON already, when it can be read as such; none at all is an empty object. */
function payloadText(payload: Json): string {
  if (payload === null) return "{}";
  if (typeof payload !== "string") return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    return JSON.stringify(payload);
  }
}

/** `arn:aws:states:::lambda:invoke`: parameters are those of Invoke, the result is its answer with the payload read. */
export async function callInvoke(
  call: Omit<LambdaCall, "input"> & { parameters: JsonObject },
): Promise<Outcome<Json>> {
  const { Payload, ...others } = call.parameters;
  const bytes = Payload === undefined ? {} : { Payload: Buffer.from(payloadText(Payload)) };
  const outcome = await invoke({
    ...call,
    input: { FunctionName: undefined, ...(others as object), ...bytes },
  });
  if (outcome instanceof Failure) return outcome;
  const { answer, payload } = outcome;
  return {
    ...(answer.ExecutedVersion === undefined ? {} : { ExecutedVersion: answer.ExecutedVersion }),
    Payload: payload,
    ...httpMetadata({
      contentType: "application/json",
      nowMs: call.runtime.clock.now(),
      headers: { "X-Amz-Executed-Version": answer.ExecutedVersion ?? "$LATEST" },
    }),
    StatusCode: answer.StatusCode ?? 200,
  };
}
