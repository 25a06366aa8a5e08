import { setTimeout as delay } from "node:timers/promises";
import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { Command } from "commander";
import pc from "picocolors";
import { CliError } from "../cli-error.ts";
import { readableLine } from "../follow/last-log-line.ts";
import { type LogChoice, logPlace } from "../follow/log-place.ts";
import { createLogReader } from "../follow/read-log.ts";
import { askOf } from "../follow/unknown-release.ts";
import { executionArn } from "../target/names.ts";
import { resolveTarget, type Target, type TargetOptions } from "../target/target.ts";
import { parseDuration } from "../terminal/duration.ts";
import { withTargetOptions } from "./options.ts";

interface LogsOptions extends TargetOptions, Omit<LogChoice, "application"> {
  readonly follow?: true;
  readonly since?: string;
  readonly raw?: true;
}

const DEFAULT_SINCE = "1h";

/** The logs of an application's instances, of the worker's run for a release, or of a Lambda function. */
export function logsCommand(): Command {
  return withTargetOptions(
    new Command("logs")
      .description("logs of an application, of a release's worker (--release), or of a function (--function)")
      .argument("[application]", "the application's name")
      .option("--env <name>", "the application's environment", "dev")
      .option("--release <id>", "what the worker did for this release")
      .option("--function <name>", "a Lambda function: trigger, pre-provision, bakery …")
      .option(
        "--since <time>",
        `how far back: 90s, 10m, 2h, 1d (by default ${DEFAULT_SINCE}; of a release, all)`,
      )
      .option("--raw", "lines as they were logged")
      .option("-f, --follow", "go on until Ctrl-C"),
  ).action(showLogs);
}

async function showLogs(application: string | undefined, options: LogsOptions): Promise<void> {
  const place = logPlace({ ...options, application });
  const startTime = startTimeOf(options);
  const target = await resolveTarget(options);
  if (options.release !== undefined) await requireRelease(target, options.release);
  const read = createLogReader({ target, place, startTime });
  const print = (event: FilteredLogEvent) =>
    void process.stdout.write(`${formatEvent(event, options.raw === true)}\n`);
  const first = await read();
  first.forEach(print);
  if (first.length === 0 && options.follow !== true) process.stderr.write(`${pc.dim(nothingYet(options))}\n`);
  while (options.follow === true) {
    await delay(target.pollMs * 2);
    (await read()).forEach(print);
  }
}

/** A release's log is short and asked for when it is over; others go on for ever. */
function startTimeOf({ since, release }: LogsOptions): number {
  if (since === undefined && release !== undefined) return 0;
  const sinceMs = parseDuration(since ?? DEFAULT_SINCE);
  if (sinceMs === undefined) throw new CliError(`--since takes 90s, 10m, 2h or 1d; it was given "${since}"`);
  return Date.now() - sinceMs;
}

async function requireRelease(target: Target, release: string): Promise<void> {
  const states = new SFNClient(target.clientConfig);
  const describe = new DescribeExecutionCommand({ executionArn: executionArn(target, release) });
  await askOf(release, states.send(describe));
}

function nothingYet({ since, release }: LogsOptions): string {
  if (since === undefined && release !== undefined) return "No line yet.";
  return `No line in the last ${since ?? DEFAULT_SINCE}; --since 1d looks further back.`;
}

function formatEvent(event: FilteredLogEvent, raw: boolean): string {
  if (raw) return event.message ?? "";
  const time = new Date(event.timestamp ?? 0).toISOString().slice(11, 23);
  return `${pc.dim(time)} ${pc.cyan(event.logStreamName ?? "")} ${readableLine(event.message) ?? ""}`;
}
