import { crc32 } from "node:zlib";
import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { TaskEffect } from "../../../asl/effect.ts";
import type { ExecutionIdentity } from "../../../asl/execution-state.ts";
import { Failure, type Outcome } from "../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import type { ServiceResource } from "../../../asl/task-resource.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { operationShapes } from "../../../protocol/shape.ts";
import { httpMetadata } from "./http-metadata.ts";
import { fromSdkOutput, toSdkInput } from "./payload.ts";
import { checkQueueAddress } from "./queue-address.ts";
import type { TaskService } from "./task-services.ts";

/** A call to a service on behalf of a state machine's role. */
export interface ServiceCall {
  readonly runtime: Runtime;
  readonly service: TaskService;
  readonly resource: ServiceResource;
  readonly effect: TaskEffect;
  readonly execution: ExecutionIdentity;
  readonly caller: Caller;
}

/** Calls the operation that a task's resource names, with the task's parameters; its output as the task's result. */
export async function callService({
  runtime,
  service,
  resource,
  effect,
  execution,
  caller,
}: ServiceCall): Promise<Outcome<Json>> {
  const operation = resource.action.charAt(0).toUpperCase() + resource.action.slice(1);
  const shape = operationShapes(service.sdk).get(operation);
  if (shape === undefined)
    throw new AwsError("UnknownOperationException", `${resource.resourceType} has no operation ${operation}`);
  const given = (toSdkInput(shape.input, effect.parameters, resource) ?? {}) as object;
  if (service.signingName === "sqs")
    checkQueueAddress((given as { readonly QueueUrl?: unknown }).QueueUrl, runtime.endpoint());
  const input = withOrigin(resource, execution, withChecksum(service, given));
  const output = await runtime.aws.call<object>(service.signingName, operation, input, caller);
  // What the call did must be on disk before the execution remembers that it was done.
  await runtime.store.committed();
  const { $metadata: _metadata, ...members } = output as { $metadata?: unknown };
  const result = (await fromSdkOutput(shape.output, members)) ?? {};
  if (resource.sdk || !isJsonObject(result)) return result;
  if (resource.service === "events") return checkEntries(result);
  return {
    ...result,
    ...httpMetadata({ contentType: service.contentType ?? "", nowMs: runtime.clock.now() }),
  };
}

/** Events of `events:putEvents` tell, among their resources, the execution and the state machine that sent them. */
function withOrigin(resource: ServiceResource, execution: ExecutionIdentity, input: object): object {
  if (resource.sdk || resource.service !== "events") return input;
  const { Entries = [] } = input as { readonly Entries?: readonly PutEventsRequestEntry[] };
  const origin = [execution.arn, execution.stateMachineArn];
  return {
    ...input,
    Entries: Entries.map((entry) => ({ ...entry, Resources: [...(entry.Resources ?? []), ...origin] })),
  };
}

/** `events:putEvents` fails when an entry did, though the call succeeded. */
function checkEntries(output: JsonObject): Outcome<Json> {
  if (output.FailedEntryCount === 0) return output;
  return new Failure("EventBridge.FailedEntry", JSON.stringify(output));
}

/** The SDK that tasks call S3 with adds a CRC-32 to every body that has no checksum. */
function withChecksum({ signingName }: TaskService, input: object): object {
  const { Body: body } = input as { readonly Body?: unknown };
  if (signingName !== "s3" || !(body instanceof Uint8Array)) return input;
  if (Object.keys(input).some((member) => member.startsWith("Checksum"))) return input;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return { ...input, ChecksumCRC32: checksum.toString("base64") };
}
