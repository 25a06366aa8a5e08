import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand } from "@aws-sdk/client-sns";
import type { Release } from "../../core/release/release.ts";
import { appendToLedger } from "../ledger/append-to-ledger.ts";
import { releaseEntry } from "../ledger/release-entry.ts";
import { type PutBackTools, putBack } from "../put-back/put-back.ts";
import { giveTurnOf } from "../turn/give-turn.ts";
import type { TurnTools } from "../turn/take-turn.ts";
import { origin, type RecordFailureTools } from "./record-failure.ts";

/** EventBridge's event for an execution that somebody stopped or that ran out of time. */
export interface ExecutionStoppedEvent {
  readonly detail: {
    readonly executionArn: string;
    readonly status: "ABORTED" | "TIMED_OUT";
    /** The execution's input; null when it is too long for an event. */
    readonly input: string | null;
    readonly startDate: number;
    readonly error?: string | null;
    readonly cause?: string | null;
  };
}

export interface RecordStopTools extends RecordFailureTools, TurnTools {
  readonly putBack: PutBackTools;
  readonly outcomesTopicArn: string;
}

type Stop = Readonly<{ release: Release; detail: ExecutionStoppedEvent["detail"]; putBackFailure?: Error }>;

/**
 * Does for a stopped release what its own states cannot do any more: puts the stack back, records, tells, and gives the
 * turn. If putting back fails, the rest is done all the same and the failure is thrown at the end, so that Lambda tries
 * again.
 */
export async function recordStop(
  tools: RecordStopTools,
  { detail }: ExecutionStoppedEvent,
): Promise<{ ledgerSequence: number; holder: string | null }> {
  const release = await readRelease(tools, detail);
  const putBackFailure = await tryPutBack(tools, release);
  const stop: Stop = { release, detail, ...(putBackFailure !== undefined && { putBackFailure }) };
  const record = await appendToLedger(tools.ledger, stoppedEntry(stop));
  await notifyStop(tools, stop);
  const holder = await giveTurnOf(tools, release, release.id);
  if (putBackFailure !== undefined) throw putBackFailure;
  return { ledgerSequence: record.sequence, holder: holder ?? null };
}

async function readRelease({ states }: TurnTools, detail: ExecutionStoppedEvent["detail"]): Promise<Release> {
  const input = detail.input ?? (await states.send(new DescribeExecutionCommand(detail))).input;
  const { release } = JSON.parse(input ?? "{}") as { release?: Release };
  if (release !== undefined) return release;
  throw new TypeError(`expected ${detail.executionArn} to have a release as its input; it has none`);
}

async function tryPutBack(tools: RecordStopTools, release: Release): Promise<Error | undefined> {
  try {
    await putBack(tools.putBack, { release });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("putting back failed", { cause: error });
  }
}

function stoppedEntry(stop: Stop) {
  const { release, putBackFailure } = stop;
  return releaseEntry(release, "RELEASE_ABORTED", {
    ...reasonOf(stop),
    status: stop.detail.status,
    putBackFailure: putBackFailure && { error: putBackFailure.name, cause: putBackFailure.message },
    ...origin({ release }),
  });
}

function reasonOf({ detail }: Stop): { error: string; cause: string } {
  const saying =
    detail.status === "ABORTED" ? "somebody stopped the execution" : "the execution ran out of time";
  return { error: detail.error || "ReleaseAborted", cause: detail.cause || saying };
}

/** The state machine's own notification, for an execution that cannot send it any more. */
async function notifyStop(tools: RecordStopTools, stop: Stop): Promise<void> {
  const { release, detail, putBackFailure } = stop;
  const { id, application, environment, version, requestedBy } = release;
  const place = { application, environment, version, requestedBy };
  const when = { execution: detail.executionArn, startedAt: new Date(detail.startDate).toISOString() };
  const failed = putBackFailure && { error: putBackFailure.name, cause: putBackFailure.message };
  const message = { schema: "repave.outcome/v1", outcome: detail.status, release: id, ...place, ...when };
  await tools.sns.send(
    new PublishCommand({
      TopicArn: tools.outcomesTopicArn,
      Subject: `repave: ${application} ${version} to ${environment} stopped`.slice(0, 100),
      Message: JSON.stringify({ ...message, ...reasonOf(stop), putBackFailure: failed }),
      MessageAttributes: {
        outcome: { DataType: "String", StringValue: detail.status },
        application: { DataType: "String", StringValue: application },
        environment: { DataType: "String", StringValue: environment },
      },
    }),
  );
}
