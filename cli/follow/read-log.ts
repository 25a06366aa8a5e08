import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Target } from "../target/target.ts";
import { type LogPlace, unknownLog } from "./log-place.ts";

/** Each call gives the events that came since the one before; an event's id tells it from others of its millisecond. */
export function createLogReader(options: {
  readonly target: Target;
  readonly place: LogPlace;
  readonly startTime: number;
}): () => Promise<FilteredLogEvent[]> {
  const logs = new CloudWatchLogsClient(options.target.clientConfig);
  let startTime = options.startTime;
  let seen = new Set<string | undefined>();
  return async () => {
    const events = await filterEvents(logs, { ...options.place, startTime });
    const fresh = events.filter((event) => !seen.has(event.eventId));
    const newest = Math.max(startTime, ...events.map((event) => event.timestamp ?? 0));
    seen = new Set(events.filter((event) => event.timestamp === newest).map((event) => event.eventId));
    startTime = newest;
    return fresh;
  };
}

async function filterEvents(logs: CloudWatchLogsClient, input: LogPlace & { readonly startTime: number }) {
  const events: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs
      .send(new FilterLogEventsCommand({ ...input, nextToken }))
      .catch(explainAbsence(input));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

function explainAbsence(place: LogPlace) {
  return (error: Error): never => {
    throw error.name === "ResourceNotFoundException" ? unknownLog(place, error) : error;
  };
}
