import type { ReleaseProgress, StageName, StageStatus } from "./stages.ts";

/** What `up --once` prints as its last line, and `release` and `watch` with `--output`. */
export interface Outcome {
  readonly outcome: ReleaseProgress["status"];
  readonly release: string;
  readonly url: string | null;
  /** From the publication to the end of the execution. */
  readonly seconds: number;
  readonly stages: readonly {
    readonly name: StageName;
    readonly status: StageStatus;
    readonly seconds: number;
  }[];
  /** How many resources of the stack went into the ledger. */
  readonly resources: number;
  readonly error?: string;
  readonly cause?: string;
}

/** A release that has ended, and when it was asked for. */
export interface EndedRelease {
  readonly release: string;
  readonly publishedMs: number;
  readonly progress: ReleaseProgress;
}

/** Sums up a release that has ended. */
export function outcomeOf({ release, publishedMs, progress }: EndedRelease): Outcome {
  const served = progress.stages.find((stage) => stage.name === "PostProvision")?.output;
  return {
    outcome: progress.status,
    release,
    url: typeof served?.url === "string" ? served.url : null,
    seconds: seconds(publishedMs, progress.endedMs),
    stages: progress.stages.map(({ name, status, startedMs, endedMs }) => ({
      name,
      status,
      seconds: seconds(startedMs, endedMs),
    })),
    resources: typeof served?.resources === "number" ? served.resources : 0,
    ...(progress.error === undefined ? {} : { error: progress.error }),
    ...(progress.cause === undefined ? {} : { cause: progress.cause }),
  };
}

function seconds(startedMs: number | undefined, endedMs: number | undefined): number {
  return startedMs === undefined || endedMs === undefined ? 0 : Math.max(0, endedMs - startedMs) / 1000;
}
