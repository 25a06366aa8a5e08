import { createHash } from "node:crypto";
import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import type { ServiceResource } from "../../../asl/task-resource.ts";
import type { TaskCall, TaskReports } from "../../../driver/task-runner.ts";
import type { Caller, CallingTask } from "../../../kernel/caller.ts";
import { ownEntry } from "../../../kernel/own-entry.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { callFailure } from "./call-failure.ts";
import { callService } from "./service-call.ts";
import { OPTIMISED_SERVICES, type TaskService } from "./task-services.ts";

/** Calls back once with an execution that has ended, also when it had already. */
export type WatchExecution = (executionArn: string, ended: (row: JournalRow) => void) => void;

interface StartCall {
  readonly runtime: Runtime;
  readonly call: TaskCall;
  readonly resource: ServiceResource;
  readonly service: TaskService;
  readonly caller: Caller;
}

/** Whether a task starts an execution, so that it has to be started once however often it is called. */
export function startsExecution({ service, action }: ServiceResource): boolean {
  return (service === "states" || service === "sfn") && action === "startExecution";
}

/**
 * `startExecution` on behalf of a task, which says who it is: called again after a crash, it is given the child that it had
 * started, whether that still runs or not. A child without a name is given one that follows from the task.
 */
export function startExecutionOnce(start: StartCall): Promise<Outcome<Json>> {
  const { runtime, call, resource, service, caller } = start;
  const { effect, execution } = call;
  const { frame, eventId } = effect;
  const task = { executionArn: execution.arn, frame, eventId, waits: resource.pattern.startsWith("sync") };
  const parameters = isJsonObject(effect.parameters) ? effect.parameters : {};
  return callService({
    runtime,
    service,
    resource,
    execution,
    effect: { ...effect, parameters: { ...parameters, Name: parameters.Name ?? nameOf(task) } },
    caller: { ...caller, task },
  });
}

function nameOf({ executionArn, frame, eventId }: CallingTask): string {
  const digest = createHash("sha256").update(`${executionArn}/${frame}/${eventId}`).digest("hex");
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

interface SyncCall extends Omit<StartCall, "service"> {
  readonly watchExecution: WatchExecution;
  readonly reports: TaskReports;
  /** Aborted when nobody waits for the task any more: the child is then stopped, too. */
  readonly abandoned: AbortSignal;
}

/** `states:startExecution.sync` and `.sync:2`: the task ends with the execution that it started. */
export async function startExecutionAndWait({
  watchExecution,
  reports,
  abandoned,
  ...start
}: SyncCall): Promise<void> {
  const { resource, call } = start;
  const service = ownEntry(OPTIMISED_SERVICES, resource.service);
  if (service === undefined || resource.sdk || !startsExecution(resource)) {
    return reports.failed(new Failure(ErrorName.runtime, `The resource '${resource.arn}' is not emulated.`));
  }
  try {
    const submitted = call.effect.submittedOutput;
    const output = submitted ?? (await startExecutionOnce({ ...start, service }));
    if (output instanceof Failure) return reports.submitFailed(output);
    if (submitted === undefined) reports.submitted(output);
    const executionArn = String((output as JsonObject).ExecutionArn);
    const stop = () => stopChild(start, executionArn);
    if (abandoned.aborted) return stop();
    abandoned.addEventListener("abort", stop);
    watchExecution(executionArn, (row) => {
      abandoned.removeEventListener("abort", stop);
      end(row, resource, reports);
    });
  } catch (error) {
    reports.submitFailed(callFailure(service, false, error));
  }
}

/** Best effort, as on AWS: a child that cannot be stopped goes on alone. */
function stopChild({ runtime, caller }: Pick<StartCall, "runtime" | "caller">, executionArn: string): void {
  runtime.aws.call("states", "StopExecution", { executionArn }, caller).catch((error) => {
    runtime.log.warn("The child of an abandoned task could not be stopped", { executionArn, error });
  });
}

function end(row: JournalRow, resource: ServiceResource, reports: TaskReports): void {
  const succeeded = row.status === "SUCCEEDED";
  const described = description(row, succeeded && resource.pattern === "sync:2");
  if (succeeded) reports.succeeded(described);
  else reports.failed(new Failure(ErrorName.taskFailed, JSON.stringify(described)));
}

/**
 * What DescribeExecution answers, as a task's result: members in the order of their names; `.sync:2` reads the payloads of a
 * success, otherwise they are texts.
 */
function description(row: JournalRow, parsed: boolean): JsonObject {
  const payload = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  return {
    ...(row.cause === undefined ? {} : { Cause: row.cause }),
    ...(row.error === undefined ? {} : { Error: row.error }),
    ExecutionArn: row.arn,
    Input: payload(row.input),
    InputDetails: { Included: true },
    Name: row.name,
    ...(row.output === undefined ? {} : { Output: payload(row.output), OutputDetails: { Included: true } }),
    StartDate: row.startedMs,
    StateMachineArn: row.stateMachineArn,
    Status: row.status,
    ...(row.stoppedMs === undefined ? {} : { StopDate: row.stoppedMs }),
  };
}
