import type { Task, TaskState } from "../terminal/task-lines.ts";
import type { ProgressReport } from "./follow-release.ts";
import { isPaused, type Stage, type StageStatus } from "./stages.ts";

const taskStates = {
  PENDING: "waiting",
  RUNNING: "running",
  SUCCEEDED: "done",
  FAILED: "failed",
  ABORTED: "failed",
  TIMED_OUT: "failed",
} satisfies Record<StageStatus, TaskState>;

/** States that are no stage, in people's words; shown as a line of their own while they last. */
const interludes: Readonly<Record<string, string>> = {
  PutBack: "puts the stack back",
  RecordFailure: "records the failure",
};

/** A release's progress as lines: itself, then its five stages. */
export function stageTasks(report: ProgressReport, title: string): Task[] {
  const { progress } = report;
  const head: Task = {
    title: "release",
    group: report.release,
    state: progress.status === "RUNNING" ? "running" : progress.status === "SUCCEEDED" ? "done" : "failed",
    detail: title,
    log: interludeOf(report) ?? title,
    depth: 0,
    ...times(progress),
  };
  return [head, ...progress.stages.map((stage) => stageTask(stage, report))];
}

function stageTask(stage: Stage, report: ProgressReport): Task {
  const detail = stage.status === "FAILED" ? report.progress.error : detailOf(stage);
  const log = stage.status === "RUNNING" ? (pauseText(stage) ?? report.lastLogLine) : undefined;
  return {
    title: stage.name,
    group: report.release,
    state: taskStates[stage.status],
    depth: 1,
    ...times(stage),
    ...(detail === undefined ? {} : { detail }),
    ...(log === undefined ? {} : { log }),
  };
}

function times(span: { readonly startedMs?: number; readonly endedMs?: number }) {
  return {
    ...(span.startedMs === undefined ? {} : { startedMs: span.startedMs }),
    ...(span.endedMs === undefined ? {} : { endedMs: span.endedMs }),
  };
}

function interludeOf({ progress }: ProgressReport): string | undefined {
  if (progress.status !== "RUNNING") return undefined;
  if (progress.waitsForTurn) return "waits for its turn: another release of this application is on its way";
  return interludes[progress.state ?? ""];
}

/** Where the traffic is while a shift or the old colour's drain waits. */
function pauseText(stage: Stage): string | undefined {
  if (!isPaused(stage)) return undefined;
  const { colour, weights, waitSeconds, status } = stage.output ?? {};
  const share = (weights as Readonly<Record<string, number>>)[String(colour)];
  const until = status === "DRAINING" ? "the old colour goes" : "the next step";
  return `${colour} has ${share}% of the traffic; ${waitSeconds} s until ${until}`;
}

/** One fact of what a stage answered. */
export function detailOf({ name, output }: Stage): string | undefined {
  if (output === undefined) return undefined;
  const facts = {
    PreProvision: () => `recipe ${String(output.recipeDigest ?? "").slice(0, 12)}`,
    Bakery: () => `${output.reused === true ? "reused" : "built"} ${output.imageId ?? ""}`,
    Provision: () => `${output.colour}, ${count(output.instances)} healthy`,
    Validation: () => countsText(output.counts),
    PostProvision: () => `${output.url}, ${output.resources} resources in the ledger`,
  } satisfies Record<Stage["name"], () => string>;
  return facts[name]();
}

function count(list: unknown): string {
  const length = Array.isArray(list) ? list.length : 0;
  return `${length} instance${length === 1 ? "" : "s"}`;
}

function countsText(counts: unknown): string {
  const { passed = 0, failed = 0, skipped = 0 } = (counts ?? {}) as Record<string, number>;
  return `${passed} controls passed, ${failed} failed, ${skipped} skipped`;
}
