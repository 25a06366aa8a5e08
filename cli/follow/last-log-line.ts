import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { runId, type WorkerStage } from "../../core/worker-request.ts";
import type { Target } from "../target/target.ts";
import type { StageName } from "./stages.ts";

const WORKER_LOG_GROUP = "/repave/worker";

/** The stages that a worker does, by the worker's name for them. */
const workerStageOf: Partial<Record<StageName, WorkerStage>> = {
  Bakery: "bake",
  Provision: "provision",
  Validation: "validate",
};

/** The name of the worker's log stream for a stage of a release; undefined where no worker is at work. */
export function workerLogStream(release: string, stage: StageName): string | undefined {
  const workerStage = workerStageOf[stage];
  return workerStage === undefined ? undefined : runId(release, workerStage);
}

/** Reads the newest line that a worker logged for a stage; undefined while there is none. */
export function createLastLogLineReader(target: Target) {
  const logs = new CloudWatchLogsClient(target.clientConfig);
  return async (release: string, stage: StageName): Promise<string | undefined> => {
    const logStreamName = workerLogStream(release, stage);
    if (logStreamName === undefined) return undefined;
    try {
      const page = await logs.send(
        new GetLogEventsCommand({
          logGroupName: WORKER_LOG_GROUP,
          logStreamName,
          limit: 1,
          startFromHead: false,
        }),
      );
      return readableLine(page.events?.at(-1)?.message);
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  };
}

/** Workers and functions log JSON lines; people want the message, and the error that it is about. */
export function readableLine(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const { message, error } = JSON.parse(text) as LogEntry;
    if (typeof message !== "string") return text.trim();
    return error?.message === undefined ? message : `${message}: ${error.name}: ${error.message}`;
  } catch {
    return text.trim();
  }
}

interface LogEntry {
  readonly message?: unknown;
  readonly error?: { readonly name?: string; readonly message?: string } | null;
}
