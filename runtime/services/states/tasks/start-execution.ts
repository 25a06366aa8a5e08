import { ErrorName, Failure } from "../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import type { ServiceResource } from "../../../asl/task-resource.ts";
import type { TaskCall, TaskReports } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { callFailure } from "./call-failure.ts";
import { callService } from "./service-call.ts";
import { OPTIMISED_SERVICES } from "./task-services.ts";

/** Calls back once with an execution that has ended, also when it had already. */
export type WatchExecution = (executionArn: string, ended: (row: JournalRow) => void) => void;

interface SyncCall {
  readonly runtime: Runtime;
  readonly watchExecution: WatchExecution;
  readonly call: TaskCall;
  readonly reports: TaskReports;
  readonly resource: ServiceResource;
  readonly caller: Caller;
}

/** `states:startExecution.sync` and `.sync:2`: the task ends with the execution that it started. */
export async function startExecutionAndWait({
  runtime,
  watchExecution,
  call,
  reports,
  resource,
  caller,
}: SyncCall): Promise<void> {
  const service = OPTIMISED_SERVICES[resource.service];
  if (service === undefined || resource.service !== "states" || resource.action !== "startExecution") {
    return reports.failed(new Failure(ErrorName.runtime, `The resource '${resource.arn}' is not emulated.`));
  }
  try {
    const submitted = call.effect.submittedOutput;
    const output =
      submitted ?? (await callService({ runtime, service, resource, effect: named(call), caller }));
    if (output instanceof Failure) return reports.failed(output);
    if (submitted === undefined) reports.submitted(output);
    watchExecution(String((output as JsonObject).ExecutionArn), (row) => end(row, resource, reports));
  } catch (error) {
    reports.failed(callFailure(service, false, error));
  }
}

/** The child's name is drawn from the task's event, so that a call repeated after a crash starts no second child. */
function named(call: TaskCall): TaskCall["effect"] {
  const { effect, execution } = call;
  const parameters = isJsonObject(effect.parameters) ? effect.parameters : {};
  if (parameters.Name !== undefined) return effect;
  return {
    ...effect,
    parameters: { ...parameters, Name: `${execution.name.slice(0, 60)}-${effect.frame}-${effect.eventId}` },
  };
}

function end(row: JournalRow, resource: ServiceResource, reports: TaskReports): void {
  const described = description(row, resource.pattern === "sync:2");
  if (row.status === "SUCCEEDED") reports.succeeded(described);
  else reports.failed(new Failure(ErrorName.taskFailed, JSON.stringify(described)));
}

/** What DescribeExecution answers, as a task's result; `.sync:2` reads the payloads, `.sync` leaves them as text. */
function description(row: JournalRow, parsed: boolean): JsonObject {
  const payload = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  return {
    ExecutionArn: row.arn,
    Input: payload(row.input),
    InputDetails: { Included: true },
    Name: row.name,
    ...(row.output === undefined ? {} : { Output: payload(row.output), OutputDetails: { Included: true } }),
    ...(row.error === undefined ? {} : { Error: row.error }),
    ...(row.cause === undefined ? {} : { Cause: row.cause }),
    StartDate: row.startedMs,
    StateMachineArn: row.stateMachineArn,
    Status: row.status,
    ...(row.stoppedMs === undefined ? {} : { StopDate: row.stoppedMs }),
  };
}
