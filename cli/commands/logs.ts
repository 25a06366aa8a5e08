import { setTimeout as delay } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { Command } from "commander";
import pc from "picocolors";
import { CliError } from "../cli-error.ts";
import { readableLine } from "../follow/last-log-line.ts";
import { resolveTarget, type Target, type TargetOptions } from "../target/target.ts";
import { parseDuration } from "../terminal/duration.ts";
import { withTargetOptions } from "./options.ts";

interface LogsOptions extends TargetOptions {
  readonly env: string;
  readonly release?: string;
  readonly function?: string;
  readonly follow?: true;
  readonly since: string;
  readonly raw?: true;
}

/** Where a log is: its group, and the beginning of its streams' names. */
interface LogPlace {
  readonly logGroupName: string;
  readonly logStreamNamePrefix?: string;
}

/** The logs of an application's instances, of the worker's run for a release, or of a Lambda function. */
export function logsCommand(): Command {
  return withTargetOptions(
    new Command("logs")
      .description("logs of an application, of a release's worker (--release), or of a function (--function)")
      .argument("[application]", "the application's name")
      .option("--env <name>", "the application's environment", "dev")
      .option("--release <id>", "what the worker did for this release")
      .option("--function <name>", "a Lambda function: trigger, pre-provision, bakery …")
      .option("--since <time>", "how far back: 90s, 10m, 2h, 1d", "1h")
      .option("--raw", "lines as they were logged")
      .option("-f, --follow", "go on until Ctrl-C"),
  ).action(showLogs);
}

/** Which log is meant; exactly one of the three ways to name it. */
export function logPlace(application: string | undefined, options: LogsOptions): LogPlace {
  const named = [application, options.release, options.function].filter((name) => name !== undefined);
  if (named.length !== 1) {
    throw new CliError("name one log: an application, --release ID, or --function NAME", {
      advice: "For example: npx repave logs hello-web --env dev -f",
    });
  }
  if (options.release !== undefined)
    return { logGroupName: "/repave/worker", logStreamNamePrefix: `${options.release}/` };
  if (options.function === undefined) return { logGroupName: `/repave/apps/${application}/${options.env}` };
  return { logGroupName: `/aws/lambda/repave-${options.function.replace(/^repave-/, "")}` };
}

async function showLogs(application: string | undefined, options: LogsOptions): Promise<void> {
  const place = logPlace(application, options);
  const sinceMs = parseDuration(options.since);
  if (sinceMs === undefined)
    throw new CliError(`--since takes 90s, 10m, 2h or 1d; it was given "${options.since}"`);
  const target = await resolveTarget(options);
  const read = createReader({ target, place, startTime: Date.now() - sinceMs });
  const print = (event: FilteredLogEvent) =>
    void process.stdout.write(`${formatEvent(event, options.raw === true)}\n`);
  do {
    for (const event of await read()) print(event);
    if (options.follow === true) await delay(target.pollMs * 2);
  } while (options.follow === true);
}

/** Each call gives the events that came since the one before; an event's id tells it from others of its millisecond. */
function createReader(options: {
  readonly target: Target;
  readonly place: LogPlace;
  readonly startTime: number;
}) {
  const logs = new CloudWatchLogsClient(options.target.clientConfig);
  let startTime = options.startTime;
  let seen = new Set<string | undefined>();
  return async (): Promise<FilteredLogEvent[]> => {
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

function explainAbsence({ logGroupName }: LogPlace) {
  return (error: Error): never => {
    if (error.name !== "ResourceNotFoundException") throw error;
    throw new CliError(`there is no log group ${logGroupName}`, {
      advice: "`npx repave apps` lists the applications that are deployed.",
      cause: error,
    });
  };
}

function formatEvent(event: FilteredLogEvent, raw: boolean): string {
  if (raw) return event.message ?? "";
  const time = new Date(event.timestamp ?? 0).toISOString().slice(11, 23);
  return `${pc.dim(time)} ${pc.cyan(event.logStreamName ?? "")} ${readableLine(event.message) ?? ""}`;
}
