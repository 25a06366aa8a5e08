import { setTimeout as delay } from "node:timers/promises";
import { SFNClient } from "@aws-sdk/client-sfn";
import { executionArn } from "../target/names.ts";
import type { Target } from "../target/target.ts";
import { readHistory } from "./history.ts";
import { createLastLogLineReader } from "./last-log-line.ts";
import { foldHistory, notStarted, type ReleaseProgress } from "./stages.ts";

/** What a view is told each time something may have changed. */
export interface ProgressReport {
  readonly release: string;
  readonly progress: ReleaseProgress;
  readonly lastLogLine?: string;
}

export interface FollowOptions {
  readonly target: Target;
  readonly release: string;
  readonly onProgress: (report: ProgressReport) => void;
  readonly signal?: AbortSignal;
  /** Called while the execution does not exist yet; throws when it never will. */
  readonly onAbsent?: () => Promise<void>;
}

/** Follows a release to its end and returns how it ended. */
export async function followRelease(options: FollowOptions): Promise<ReleaseProgress> {
  const { target, release } = options;
  const states = new SFNClient(target.clientConfig);
  const readLastLogLine = createLastLogLineReader(target);
  for (;;) {
    options.signal?.throwIfAborted();
    const progress = await readProgress(states, executionArn(target, release));
    if (progress === undefined) await options.onAbsent?.();
    const report = { release, progress: progress ?? notStarted };
    const running = report.progress.stages.find((stage) => stage.status === "RUNNING");
    const lastLogLine = running && (await readLastLogLine(release, running.name));
    options.onProgress(lastLogLine === undefined ? report : { ...report, lastLogLine });
    if (report.progress.status !== "RUNNING") return report.progress;
    await delay(target.pollMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

async function readProgress(states: SFNClient, arn: string): Promise<ReleaseProgress | undefined> {
  try {
    return foldHistory(await readHistory(states, arn));
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return undefined;
    throw error;
  }
}
