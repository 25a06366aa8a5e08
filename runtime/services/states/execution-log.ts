import type { LogLevel } from "@aws-sdk/client-sfn";
import type { ExecutionIdentity } from "../../asl/execution-state.ts";
import type { HistoryEvent, HistoryEventType } from "../../asl/history-event.ts";
import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { detailsOf } from "./present-event.ts";
import type { StatesState } from "./state.ts";

/** Writes the events of executions to the log group that their state machine names, at its level. */
export type ExecutionLog = (identity: ExecutionIdentity, events: readonly HistoryEvent[]) => void;

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: one stream an execution, one JSON object an event.
 * Best effort, as on AWS: a log that cannot be written does not hold the execution up.
 */
export function createExecutionLog(
  runtime: Runtime,
  state: StatesState,
  redriveCount: (executionArn: string) => number,
): ExecutionLog {
  const streams = new Map<string, Promise<unknown>>();
  const caller = serviceCaller("delivery.logs.amazonaws.com", runtime.accountId);
  const write = async (
    identity: ExecutionIdentity,
    logGroupName: string,
    messages: readonly LogMessage[],
  ) => {
    const logStreamName = streamName(identity);
    const target = { logGroupName, logStreamName };
    if (!streams.has(logStreamName))
      streams.set(
        logStreamName,
        runtime.aws.call("logs", "CreateLogStream", target, caller).catch(ignoreExisting),
      );
    await streams.get(logStreamName);
    await runtime.aws.call("logs", "PutLogEvents", { ...target, logEvents: messages }, caller);
  };
  return (identity, events) => {
    const configuration = state.machines.get(identity.stateMachineArn)?.loggingConfiguration;
    const logGroupName = configuration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.split(":")[6];
    if (configuration === undefined || logGroupName === undefined) return;
    const chosen = events.filter(({ type }) => isLogged(type, configuration.level ?? "OFF"));
    if (chosen.length === 0) return;
    const shared = {
      execution_arn: identity.arn,
      redrive_count: String(redriveCount(identity.arn)),
    };
    const includeData = configuration.includeExecutionData ?? false;
    const messages = chosen.map((event) => logMessage(event, includeData, shared));
    write(identity, logGroupName, messages).catch((error) => {
      runtime.log.warn("The log of an execution could not be written", {
        executionArn: identity.arn,
        logGroupName,
        error,
      });
    });
    if (chosen.some(({ type }) => ENDS.has(type))) streams.delete(streamName(identity));
  };
}

interface LogMessage {
  readonly timestamp: number;
  readonly message: string;
}

const ENDS = new Set<HistoryEventType>([
  "ExecutionSucceeded",
  "ExecutionFailed",
  "ExecutionAborted",
  "ExecutionTimedOut",
]);

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level */
function isLogged(type: HistoryEventType, level: LogLevel): boolean {
  if (level === "ALL") return true;
  if (level === "OFF") return false;
  const bad = /(Failed|Aborted|TimedOut)$/.test(type) || type === "FailStateEntered";
  return level === "ERROR" ? bad : bad && type.startsWith("Execution");
}

function streamName({ stateMachineName, arn }: ExecutionIdentity): string {
  return `states/${stateMachineName}/${arn.split(":").slice(7).join("/")}`;
}

function logMessage(
  event: HistoryEvent,
  includeData: boolean,
  shared: Readonly<Record<string, string>>,
): LogMessage {
  const message = JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: detailsOf(event, includeData) ?? {},
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestampMs),
    ...shared,
  });
  return { timestamp: event.timestampMs, message };
}

function ignoreExisting(error: unknown): void {
  if ((error as { code?: string }).code !== "ResourceAlreadyExistsException") throw error;
}
