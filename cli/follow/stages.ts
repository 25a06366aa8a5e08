import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** The five stages of a release by the names of their states. */
export const stageNames = ["PreProvision", "Bakery", "Provision", "Validation", "PostProvision"] as const;
export type StageName = (typeof stageNames)[number];

export type StageStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT";

/** One stage as its execution's history tells it. */
export interface Stage {
  readonly name: StageName;
  readonly status: StageStatus;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** What the stage answered; kept for `reused`, `url` and the like. */
  readonly output?: Readonly<Record<string, unknown>>;
}

/** A release as its execution's history tells it. */
export interface ReleaseProgress {
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly stages: readonly Stage[];
  /** The state that is under way, also those that are no stage: `Turn`, `PutBack` … */
  readonly state?: string;
  /** Another release of the application has the turn. */
  readonly waitsForTurn?: boolean;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly error?: string;
  readonly cause?: string;
}

export const notStarted: ReleaseProgress = {
  status: "RUNNING",
  stages: stageNames.map((name) => ({ name, status: "PENDING" })),
};

const ends: Readonly<Record<string, ReleaseProgress["status"]>> = {
  ExecutionSucceeded: "SUCCEEDED",
  ExecutionFailed: "FAILED",
  ExecutionTimedOut: "TIMED_OUT",
  ExecutionAborted: "ABORTED",
};

/** Folds an execution's history from its first event; pure, so that any page boundary gives the same. */
export function foldHistory(events: readonly HistoryEvent[]): ReleaseProgress {
  return events.reduce(evolve, notStarted);
}

function evolve(progress: ReleaseProgress, event: HistoryEvent): ReleaseProgress {
  const atMs = event.timestamp?.getTime() ?? 0;
  const type = event.type ?? "";
  if (type === "ExecutionStarted") return { ...progress, startedMs: atMs };
  if (type.endsWith("StateEntered")) return enter(progress, event.stateEnteredEventDetails?.name ?? "", atMs);
  if (type.endsWith("StateExited")) return leave(progress, event.stateExitedEventDetails?.name ?? "", atMs);
  if (type === "ExecutionRedriven") return goOn(progress);
  if (type === "TaskSubmitted") return submit(progress, event.taskSubmittedEventDetails?.output);
  if (type in answers) return answer(progress, answers[type]?.(event));
  const end = ends[type];
  return end === undefined ? progress : finish({ progress, event, end, atMs });
}

const answers: Readonly<Record<string, (event: HistoryEvent) => string | undefined>> = {
  TaskSucceeded: (event) => event.taskSucceededEventDetails?.output,
  LambdaFunctionSucceeded: (event) => event.lambdaFunctionSucceededEventDetails?.output,
};

/** States that belong to a stage without bearing its name. */
const parts: readonly string[] = ["Served", "HoldTraffic"];

/** Entering a state that is not after the running stage means that the stage was caught: it failed. */
function enter(progress: ReleaseProgress, name: string, atMs: number): ReleaseProgress {
  if (parts.includes(name)) return progress;
  const settled = progress.stages.map((stage) =>
    stage.status === "RUNNING" ? { ...stage, status: "FAILED" as const, endedMs: atMs } : stage,
  );
  const stages = settled.map((stage) =>
    stage.name === name
      ? { ...stage, status: "RUNNING" as const, startedMs: stage.startedMs ?? atMs }
      : stage,
  );
  return { ...progress, stages, state: name, waitsForTurn: false };
}

/** An execution that was redriven goes on in the state where it was stopped, without entering it again. */
function goOn({ endedMs: _, error: __, cause: ___, ...progress }: ReleaseProgress): ReleaseProgress {
  const stages = progress.stages.map(({ endedMs, ...stage }) =>
    stage.status === "ABORTED" || stage.status === "TIMED_OUT"
      ? { ...stage, status: "RUNNING" as const }
      : { ...stage, ...(endedMs !== undefined && { endedMs }) },
  );
  return { ...progress, status: "RUNNING", stages };
}

/** The turn's function says at once whether its token is answered later. */
function submit(progress: ReleaseProgress, output: string | undefined): ReleaseProgress {
  return { ...progress, waitsForTurn: progress.state === "Turn" && parseAnswer(output).turn === "waiting" };
}

/**
 * A caught failure leaves its state too, so a stage that never answered has failed. One that answered with a time to wait
 * will be entered again.
 */
function leave(progress: ReleaseProgress, name: string, atMs: number): ReleaseProgress {
  const stages = progress.stages.map((stage) => {
    if (stage.name !== name || stage.status !== "RUNNING" || isPaused(stage)) return stage;
    return {
      ...stage,
      status: stage.output === undefined ? ("FAILED" as const) : ("SUCCEEDED" as const),
      endedMs: atMs,
    };
  });
  return { ...progress, stages };
}

/** Whether a stage only waits before it goes on. */
export function isPaused({ output }: Stage): boolean {
  return output?.waitSeconds !== undefined;
}

function answer(progress: ReleaseProgress, text: string | undefined): ReleaseProgress {
  const output = parseAnswer(text);
  return {
    ...progress,
    stages: progress.stages.map((stage) => (stage.status === "RUNNING" ? { ...stage, output } : stage)),
  };
}

/** `lambda:invoke` wraps what the function returned in `Payload`; a task token's answer comes bare. */
function parseAnswer(text = "{}"): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return {};
  const payload = "Payload" in value ? value.Payload : value;
  return typeof payload === "object" && payload !== null ? { ...payload } : {};
}

function finish(options: {
  readonly progress: ReleaseProgress;
  readonly event: HistoryEvent;
  readonly end: ReleaseProgress["status"];
  readonly atMs: number;
}): ReleaseProgress {
  const { progress, event, end, atMs } = options;
  const details =
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  const stages = progress.stages.map((stage) =>
    stage.status === "RUNNING" ? { ...stage, status: end, endedMs: atMs } : stage,
  );
  return {
    ...progress,
    status: end,
    stages,
    endedMs: atMs,
    ...(details?.error === undefined ? {} : { error: details.error }),
    ...(details?.cause === undefined ? {} : { cause: details.cause }),
  };
}
