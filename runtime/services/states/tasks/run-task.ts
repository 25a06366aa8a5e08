import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import { isJsonObject, type Json } from "../../../asl/json.ts";
import type { ServiceResource } from "../../../asl/task-resource.ts";
import type { TaskCall, TaskReports, TaskRunner } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import { roleCaller } from "../../../kernel/credentials.ts";
import { ownEntry } from "../../../kernel/own-entry.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { ActivityQueues } from "./activity-queues.ts";
import { callFailure } from "./call-failure.ts";
import { callHttp } from "./http/http-call.ts";
import { callFunction, callInvoke } from "./lambda-call.ts";
import { callService } from "./service-call.ts";
import {
  startExecutionAndWait,
  startExecutionOnce,
  startsExecution,
  type WatchExecution,
} from "./start-execution.ts";
import { OPTIMISED_SERVICES, taskService } from "./task-services.ts";

export interface TaskDependencies {
  readonly runtime: Runtime;
  readonly activities: ActivityQueues;
  readonly watchExecution: WatchExecution;
}

interface TaskWork extends TaskDependencies {
  /** Aborted when nobody waits for the task any more. */
  readonly abandoned: AbortSignal;
}

/** Performs tasks against the runtime's own services, as the role of the execution or of the task's `Credentials`. */
export function createTaskRunner(dependencies: TaskDependencies): TaskRunner {
  return (call, reports) => {
    const { effect } = call;
    const { resource } = effect;
    if (resource.kind === "activity") return dependencies.activities.offer(resource.arn, { call, reports });
    if (effect.submittedOutput !== undefined && effect.pattern === "waitForTaskToken") return undefined;
    const abandoned = new AbortController();
    perform({ ...dependencies, abandoned: abandoned.signal }, call, reports).catch((error) => {
      if (!abandoned.signal.aborted) reports.failed(new Failure(ErrorName.taskFailed, String(error)));
    });
    return () => abandoned.abort();
  };
}

async function perform(dependencies: TaskWork, call: TaskCall, reports: TaskReports): Promise<void> {
  const { effect } = call;
  const { resource } = effect;
  if (resource.kind === "service" && resource.pattern.startsWith("sync")) {
    return startExecutionAndWait({ ...dependencies, call, reports, resource, caller: callerOf(call) });
  }
  const outcome = await request(dependencies, call, reports);
  const waits = effect.pattern === "waitForTaskToken";
  if (outcome instanceof Failure) waits ? reports.submitFailed(outcome) : reports.failed(outcome);
  else if (waits) reports.submitted(outcome);
  else reports.succeeded(outcome);
}

async function request(
  { runtime }: TaskDependencies,
  call: TaskCall,
  { exchanged: observe }: TaskReports,
): Promise<Outcome<Json>> {
  const { resource, parameters } = call.effect;
  const caller = callerOf(call);
  if (resource.kind === "lambda") {
    return refused("lambda", () => callFunction({ runtime, caller, arn: resource.arn, input: parameters }));
  }
  if (resource.kind === "activity") throw new Error("activities are offered, not called");
  if (isInvoke(resource)) {
    const given = isJsonObject(parameters) ? parameters : {};
    return refused("lambda", () => callInvoke({ runtime, caller, parameters: given }));
  }
  if (!resource.sdk && resource.service === "http")
    return callHttp({ runtime, caller, parameters: isJsonObject(parameters) ? parameters : {}, observe });
  const service = taskService(resource);
  if (service === undefined)
    return new Failure(ErrorName.runtime, `The resource '${resource.arn}' is not emulated.`);
  try {
    if (startsExecution(resource))
      return await startExecutionOnce({ runtime, call, resource, service, caller });
    return await callService({ runtime, service, resource, ...call, caller });
  } catch (error) {
    return callFailure(service, resource.sdk, error);
  }
}

function isInvoke(resource: ServiceResource): boolean {
  return !resource.sdk && resource.service === "lambda" && resource.action === "invoke";
}

async function refused(name: string, call: () => Promise<Outcome<Json>>): Promise<Outcome<Json>> {
  try {
    return await call();
  } catch (error) {
    const service = ownEntry(OPTIMISED_SERVICES, name);
    if (service === undefined) throw error;
    return callFailure(service, false, error);
  }
}

/** A session of the task's or the state machine's role, named after the execution. */
export function callerOf({ execution, effect }: TaskCall): Caller {
  const sessionName = execution.name.slice(0, 64);
  return roleCaller({ roleArn: effect.credentialsRoleArn ?? execution.roleArn, sessionName });
}
