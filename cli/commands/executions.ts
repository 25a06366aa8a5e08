import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  type ExecutionStatus,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { Command, Option } from "commander";
import { describeEvent } from "../follow/describe-event.ts";
import { readHistory } from "../follow/history.ts";
import { askOf } from "../follow/unknown-release.ts";
import { deployedNames, executionArn } from "../target/names.ts";
import { resolveTarget } from "../target/target.ts";
import { formatAge, formatDuration } from "../terminal/duration.ts";
import { formatResult } from "../terminal/output.ts";
import { paintStatus } from "../terminal/status.ts";
import { type ListOptions, parseLimit, withListOptions } from "./options.ts";

const statuses: readonly ExecutionStatus[] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];

/** `executions list|describe|history|stop`: releases as Step Functions has them. */
export function executionsCommand(): Command {
  return new Command("executions")
    .description("releases as executions of the state machine: list, describe, history, stop")
    .addCommand(listCommand())
    .addCommand(withRelease("describe", "one execution: status, input, output").action(describe))
    .addCommand(withRelease("history", "every event of one execution").action(history))
    .addCommand(stopCommand());
}

interface ListingOptions extends ListOptions {
  readonly status?: ExecutionStatus;
  readonly limit: number;
}

function listCommand(): Command {
  return withListOptions(new Command("list").description("executions, the newest first"))
    .addOption(new Option("--status <status>", "this status only").choices(statuses))
    .option("--limit <number>", "at most so many, up to 1000", parseLimit, 20)
    .action(list);
}

function withRelease(name: string, description: string): Command {
  return withListOptions(
    new Command(name).description(description).argument("<release>", "the release's id"),
  );
}

function stopCommand(): Command {
  return withRelease("stop", "stop one; what it began is put back, its outcome recorded and told")
    .option("--reason <text>", "goes into the execution's history", "stopped with repave executions stop")
    .action(stop);
}

async function list(options: ListingOptions): Promise<void> {
  const target = await resolveTarget(options);
  const states = new SFNClient(target.clientConfig);
  const { executions = [] } = await states.send(
    new ListExecutionsCommand({
      stateMachineArn: deployedNames(target).stateMachineArn,
      maxResults: options.limit,
      statusFilter: options.status,
    }),
  );
  const empty =
    options.status === undefined
      ? "No release yet. Publish one: npx repave release examples/hello-web --env dev"
      : `No release is ${options.status}.`;
  const columns = columnsAt(Date.now());
  process.stdout.write(formatResult({ columns, value: executions, rows: executions, empty }, options.output));
}

function columnsAt(nowMs: number) {
  return {
    release: (row: ExecutionListItem) => row.name ?? "",
    status: (row: ExecutionListItem) => paintStatus(row.status ?? ""),
    started: (row: ExecutionListItem) => formatAge(row.startDate?.getTime() ?? nowMs, nowMs),
    took: (row: ExecutionListItem) =>
      formatDuration((row.stopDate?.getTime() ?? nowMs) - (row.startDate?.getTime() ?? nowMs)),
  };
}

async function describe(release: string, options: ListOptions): Promise<void> {
  const target = await resolveTarget(options);
  const states = new SFNClient(target.clientConfig);
  const { $metadata, ...execution } = await askOf(
    release,
    states.send(new DescribeExecutionCommand({ executionArn: executionArn(target, release) })),
  );
  const rows = Object.entries(execution).filter(([, value]) => value !== undefined);
  const columns = {
    member: ([name]: [string, unknown]) => name,
    value: ([, value]: [string, unknown]) =>
      value instanceof Date ? value.toISOString() : typeof value === "string" ? value : JSON.stringify(value),
  };
  process.stdout.write(formatResult({ value: execution, rows, columns, empty: "" }, options.output));
}

async function history(release: string, options: ListOptions): Promise<void> {
  const target = await resolveTarget(options);
  const states = new SFNClient(target.clientConfig);
  const events = await askOf(release, readHistory(states, executionArn(target, release)));
  const startMs = events[0]?.timestamp?.getTime() ?? 0;
  const columns = {
    id: (event: HistoryEvent) => String(event.id),
    after: (event: HistoryEvent) => formatDuration((event.timestamp?.getTime() ?? startMs) - startMs),
    type: (event: HistoryEvent) => event.type ?? "",
    what: describeEvent,
  };
  process.stdout.write(
    formatResult({ value: events, rows: events, columns, empty: "No event." }, options.output),
  );
}

async function stop(release: string, options: ListOptions & { readonly reason: string }): Promise<void> {
  const target = await resolveTarget(options);
  const states = new SFNClient(target.clientConfig);
  const execution = { executionArn: executionArn(target, release) };
  const { status } = await askOf(release, states.send(new DescribeExecutionCommand(execution)));
  await states.send(new StopExecutionCommand({ ...execution, error: "Stopped", cause: options.reason }));
  const outcome = status === "RUNNING" ? "is stopped, and what it began is put back" : `had ended: ${status}`;
  process.stdout.write(`${release} ${outcome}.\n`);
}
