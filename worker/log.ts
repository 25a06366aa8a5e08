import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { AwsConfig } from "./aws-config.ts";

/** How long lines are gathered before they are sent: soon enough to follow, and few calls beside the work. */
const gatherMs = 250;
/** CloudWatch Logs takes at most 256 KiB an event. */
const longestLine = 200_000;

export interface LogOptions {
  readonly aws: AwsConfig;
  readonly logGroup: string;
  readonly stream: string;
  readonly now: () => number;
  /** Where each line goes besides: the command's standard output. */
  readonly print: (line: string) => void;
}

interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

/** The log of one run. */
export interface RunLog {
  readonly say: (line: string) => void;
  /** Everything said so far, one line each, with times. */
  readonly text: () => string;
  /** Sends what is left. Never rejects: a log that cannot be delivered is told on standard output. */
  readonly close: () => Promise<void>;
}

/**
 * Streams the log of a run to CloudWatch Logs while it is written, in batches, so that whoever follows a release sees
 * it as it goes. The stream is made with the first of them: the work does not wait for it. A failure to deliver does not stop the work: the full log is written to S3 at the end.
 */
export function openRunLog(options: LogOptions): RunLog {
  const client = new CloudWatchLogsClient(options.aws);
  const lines: LogLine[] = [];
  let unsent: LogLine[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  const send = async (before: Promise<void> | undefined, batch: readonly LogLine[]): Promise<void> => {
    await (before ?? tellFailure(createStream(client, options), options.print));
    await tellFailure(putLines({ client, options, batch }), options.print);
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = unsent;
    unsent = [];
    if (batch.length > 0) sending = send(sending, batch);
    await sending;
  };
  const say = (message: string): void => {
    const line = { timestamp: options.now(), message: message.slice(0, longestLine) };
    lines.push(line);
    unsent.push(line);
    options.print(message);
    timer ??= setTimeout(flush, gatherMs).unref();
  };
  return { say, text: () => lines.map(textLine).join(""), close: flush };
}

async function createStream(client: CloudWatchLogsClient, { logGroup, stream }: LogOptions): Promise<void> {
  try {
    await client.send(new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName: stream }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

interface Batch {
  readonly client: CloudWatchLogsClient;
  readonly options: LogOptions;
  readonly batch: readonly LogLine[];
}

async function putLines({ client, options, batch }: Batch): Promise<void> {
  const { logGroup, stream } = options;
  const logEvents = batch.map(({ timestamp, message }) => ({
    timestamp,
    message: message === "" ? " " : message,
  }));
  await client.send(new PutLogEventsCommand({ logGroupName: logGroup, logStreamName: stream, logEvents }));
}

async function tellFailure(work: Promise<void>, print: (line: string) => void): Promise<void> {
  try {
    await work;
  } catch (error) {
    print(`the log could not be delivered: ${String(error)}`);
  }
}

function textLine({ timestamp, message }: LogLine): string {
  return `${new Date(timestamp).toISOString()} ${message}\n`;
}
