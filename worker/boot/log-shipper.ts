import type { AwsCalls } from "./aws-calls.ts";

const gatherMs = 200;
/** Below the limits of one PutLogEvents: 10,000 events and 1 MiB. */
const eventsPerCall = 1000;
const bytesPerCall = 1_000_000;
const bytesPerEventOverhead = 26;
/** Kept while the service cannot be reached; older lines go first. */
const keptLines = 50_000;

export interface LogShipperOptions {
  readonly aws: AwsCalls;
  readonly group: string;
  readonly stream: string;
  readonly now: () => number;
  readonly complain: (text: string) => void;
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Ships an application's lines to its log group. */
export interface LogShipper {
  readonly add: (line: string) => void;
  /** Sends what is left. */
  readonly close: () => Promise<void>;
}

/**
 * Ships lines in batches, in their order. What cannot be sent is kept and tried again with the next lines; a failure is
 * told once on the console, since the application must not stop for its log.
 */
export function shipLogs(options: LogShipperOptions): LogShipper {
  const waiting: LogEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let isStreamThere = false;
  let hasComplained = false;

  const sendAll = async (): Promise<void> => {
    if (!isStreamThere) await createStream(options);
    isStreamThere = true;
    while (waiting.length > 0) {
      const batch = nextBatch(waiting);
      await putEvents(options, batch);
      waiting.splice(0, batch.length);
    }
    hasComplained = false;
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    sending = sending.then(sendAll).catch((error: unknown) => {
      if (!hasComplained) options.complain(`the log cannot be shipped to ${options.group}: ${String(error)}`);
      hasComplained = true;
    });
    return sending;
  };
  const add = (line: string): void => {
    waiting.push({ timestamp: options.now(), message: line === "" ? " " : line });
    if (waiting.length > keptLines) waiting.shift();
    timer ??= setTimeout(flush, gatherMs);
  };
  return { add, close: flush };
}

async function createStream({ aws, group, stream }: LogShipperOptions): Promise<void> {
  try {
    await aws.call("CreateLogStream", { logGroupName: group, logStreamName: stream });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ResourceAlreadyExistsException") throw error;
  }
}

/** As many of the first events as one call takes; at least one. */
function nextBatch(waiting: readonly LogEvent[]): LogEvent[] {
  let bytes = 0;
  const last = waiting.slice(0, eventsPerCall).findIndex(({ message }) => {
    bytes += Buffer.byteLength(message) + bytesPerEventOverhead;
    return bytes > bytesPerCall;
  });
  return waiting.slice(0, last < 0 ? eventsPerCall : Math.max(1, last));
}

async function putEvents({ aws, group, stream }: LogShipperOptions, logEvents: LogEvent[]): Promise<void> {
  await aws.call("PutLogEvents", { logGroupName: group, logStreamName: stream, logEvents });
}
