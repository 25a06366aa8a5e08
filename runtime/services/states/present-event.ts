import type { HistoryEvent as AwsHistoryEvent } from "@aws-sdk/client-sfn";
import type { EventDetails, HistoryEvent } from "../../asl/history-event.ts";
import type { Json } from "../../asl/json.ts";

/** An event as GetExecutionHistory shows it: payloads as JSON text, hidden facts left out. */
export function presentEvent(event: HistoryEvent, includeData: boolean): AwsHistoryEvent {
  const { id, previousEventId, type, timestampMs } = event;
  const name = detailsMember(type);
  const presented = name === undefined ? {} : { [name]: detailsOf(event, includeData) };
  return { id, previousEventId, type, timestamp: new Date(timestampMs), ...presented };
}

/** The details of an event as AWS words them; undefined for events that have none. */
export function detailsOf(
  { type, details }: HistoryEvent,
  includeData: boolean,
): Record<string, unknown> | undefined {
  return detailsMember(type) === undefined ? undefined : presentDetails(details ?? {}, includeData);
}

/** Events without details on AWS have no member for them. */
const BARE = new Set([
  "LambdaFunctionStarted",
  "MapRunSucceeded",
  "MapRunAborted",
  "MapStateAborted",
  "MapStateFailed",
  "MapStateSucceeded",
  "ParallelStateAborted",
  "ParallelStateFailed",
  "ParallelStateStarted",
  "ParallelStateSucceeded",
  "TaskStateAborted",
  "WaitStateAborted",
]);

function detailsMember(type: string): string | undefined {
  if (BARE.has(type)) return undefined;
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

const TEXTS = ["input", "output", "parameters"] as const;

function presentDetails(details: EventDetails, includeData: boolean): Record<string, unknown> {
  const presented: Record<string, unknown> = { ...details };
  for (const name of TEXTS) {
    if (details[name] === undefined) continue;
    if (name === "parameters") presented[name] = JSON.stringify(details[name]);
    else if (!includeData) delete presented[name];
    else {
      presented[name] = JSON.stringify(details[name]);
      presented[`${name}Details`] = { truncated: false };
    }
  }
  if (details.assignedVariables !== undefined) {
    presented.assignedVariables = texts(details.assignedVariables);
    presented.assignedVariablesDetails = { truncated: false };
  }
  return presented;
}

function texts(values: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
}
