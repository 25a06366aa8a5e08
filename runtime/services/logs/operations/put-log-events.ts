import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { findGroup, findStream, invalidParameter, type Logs, retainedSinceMs, sealEvent } from "../logs.ts";

const MOST_EVENTS = 10_000;
const LARGEST_BATCH_BYTES = 1_048_576;
const OVERHEAD_BYTES = 26;
const DAY_MS = 86_400_000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 3_600_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export function putLogEvents(logs: Logs): Operation<PutLogEventsRequest, PutLogEventsResponse> {
  return async (input) => {
    const events = (input.logEvents ?? []).map(toEvent);
    checkBatch(events);
    const group = findGroup(logs, input.logGroupName);
    const stream = findStream(logs, group, input.logStreamName);
    const nowMs = logs.runtime.clock.now();
    const window = { nowMs, retainedSinceMs: retainedSinceMs(logs, group) };
    const { accepted, rejectedLogEventsInfo } = splitByTime(events, window);
    const sealed = await Promise.all(
      accepted.map((event) => sealEvent(logs, group, { ...event, ingestedMs: nowMs })),
    );
    logs.database.append(group.id, stream.id, sealed);
    await logs.database.committed();
    return rejectedLogEventsInfo === undefined ? {} : { rejectedLogEventsInfo };
  };
}

interface Event {
  readonly timestampMs: number;
  readonly message: string;
}

function toEvent({ timestamp, message }: InputLogEvent): Event {
  return { timestampMs: timestamp ?? 0, message: message ?? "" };
}

function checkBatch(events: readonly Event[]): void {
  if (events.length === 0 || events.length > MOST_EVENTS) {
    throw invalidParameter(`A batch holds 1 to ${MOST_EVENTS} events; got ${events.length}.`);
  }
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + OVERHEAD_BYTES, 0);
  if (bytes > LARGEST_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${LARGEST_BATCH_BYTES}`);
  }
  if (events.some(({ message }) => message === ""))
    throw invalidParameter("Log event message must not be empty.");
  const unordered = events.some(
    ({ timestampMs }, index) => timestampMs < (events[index - 1]?.timestampMs ?? 0),
  );
  if (unordered)
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  const span = (events[events.length - 1]?.timestampMs ?? 0) - (events[0]?.timestampMs ?? 0);
  if (span > DAY_MS)
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
}

interface Split {
  readonly accepted: readonly Event[];
  readonly rejectedLogEventsInfo: RejectedLogEventsInfo | undefined;
}

/** Events out of the time window are left out and reported, not refused. */
function splitByTime(
  events: readonly Event[],
  window: Readonly<{ nowMs: number; retainedSinceMs: number }>,
): Split {
  const tooOld = events.filter(({ timestampMs }) => timestampMs < window.nowMs - OLDEST_MS).length;
  const expired = events.filter(({ timestampMs }) => timestampMs < window.retainedSinceMs).length;
  const tooNew = events.findIndex(({ timestampMs }) => timestampMs > window.nowMs + NEWEST_MS);
  const accepted = events.slice(Math.max(tooOld, expired), tooNew === -1 ? undefined : tooNew);
  if (accepted.length === events.length) return { accepted, rejectedLogEventsInfo: undefined };
  return {
    accepted,
    rejectedLogEventsInfo: {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
      ...(tooNew !== -1 && { tooNewLogEventStartIndex: tooNew }),
    },
  };
}
