import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand } from "@aws-sdk/client-sns";
import type { LedgerRecord } from "../../core/ledger/ledger-record.ts";
import type { Release } from "../../core/release/release.ts";
import type { PutBackResult } from "../../core/stage-results.ts";
import { appendToLedger, readRecent } from "../ledger/append-to-ledger.ts";
import { releaseEntry } from "../ledger/release-entry.ts";
import { type PutBackTools, putBack } from "../put-back/put-back.ts";
import type { ExecutionStoppedEvent } from "../states/execution-stopped-event.ts";
import { giveTurnOf } from "../turn/give-turn.ts";
import type { TurnTools } from "../turn/turn-tools.ts";
import { claimRecovery } from "./claim-recovery.ts";
import { origin, type RecordFailureTools } from "./record-failure.ts";

export interface RecordStopTools extends RecordFailureTools, TurnTools {
  readonly putBack: PutBackTools;
  readonly outcomesTopicArn: string;
}

type StopDetail = ExecutionStoppedEvent["detail"];
type PutBackOutcome = Readonly<{ putBack?: PutBackResult; putBackFailure?: Error }>;
type Stop = PutBackOutcome & Readonly<{ release: Release; detail: StopDetail }>;

/**
 * Does for a stopped release what its own states cannot do any more: puts the stack back, tells, records, and gives the
 * turn. What cannot be put back is told and recorded, too. Only for the release that has the turn anything is put back;
 * and what is on record is not told again, so that repeating it is harmless, also for a release that failed in its own
 * states.
 */
export async function recordStop(
  tools: RecordStopTools,
  { detail }: ExecutionStoppedEvent,
  requestId: string,
): Promise<{ ledgerSequence: number; holder: string | null }> {
  const release = await readRelease(tools, detail);
  const claim = { release: release.id, requestId, nowMs: tools.ledger.now() };
  const isHolder = await claimRecovery(tools, release, claim);
  const stop: Stop = { release, detail, ...(isHolder && (await tryPutBack(tools, release))) };
  const record = (await findOutcome(tools, release)) ?? (await tellAndRecord(tools, stop));
  const holder = await giveTurnOf(tools, release, release.id);
  return { ledgerSequence: record.sequence, holder: holder ?? null };
}

const outcomes: readonly string[] = ["RELEASE_FAILED", "RELEASE_ABORTED"];

async function findOutcome({ ledger }: RecordStopTools, release: Release): Promise<LedgerRecord | undefined> {
  const recent = await readRecent(ledger, release);
  return recent.find((record) => record.release === release.id && outcomes.includes(record.type));
}

async function tellAndRecord(tools: RecordStopTools, stop: Stop): Promise<LedgerRecord> {
  await notifyStop(tools, stop);
  return appendToLedger(tools.ledger, stoppedEntry(stop));
}

async function readRelease({ states }: TurnTools, detail: StopDetail): Promise<Release> {
  const input = detail.input ?? (await states.send(new DescribeExecutionCommand(detail))).input;
  const { release } = JSON.parse(input ?? "{}") as { release?: Release };
  if (release !== undefined) return release;
  throw new TypeError(`expected ${detail.executionArn} to have a release as its input; it has none`);
}

/** As often as the state machine's own PutBack is tried. */
const putBackAttempts = 4;
const putBackDelayMs = 2000;

async function tryPutBack(tools: RecordStopTools, release: Release): Promise<PutBackOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { putBack: await putBack(tools.putBack, { release }) };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error("putting back failed", { cause: error });
      if (attempt === putBackAttempts) return { putBackFailure: failure };
      await tools.putBack.wait(putBackDelayMs * attempt);
    }
  }
}

function stoppedEntry(stop: Stop) {
  const { release, putBack, putBackFailure } = stop;
  return releaseEntry(release, stop.detail.status === "FAILED" ? "RELEASE_FAILED" : "RELEASE_ABORTED", {
    ...reasonOf(stop),
    status: stop.detail.status,
    putBack,
    putBackFailure: putBackFailure && { error: putBackFailure.name, cause: putBackFailure.message },
    ...origin({ release }),
  });
}

const sayings = {
  ABORTED: "somebody stopped the execution",
  TIMED_OUT: "the execution ran out of time",
  FAILED: "the execution failed, and AWS gave no cause",
} as const satisfies Record<StopDetail["status"], string>;

function reasonOf({ detail }: Stop): { error: string; cause: string } {
  return { error: detail.error || "ReleaseAborted", cause: detail.cause || sayings[detail.status] };
}

/** The state machine's own notification, for an execution that cannot send it any more. */
async function notifyStop(tools: RecordStopTools, stop: Stop): Promise<void> {
  const { release, detail, putBack, putBackFailure } = stop;
  const { id, application, environment, version, requestedBy } = release;
  const place = { application, environment, version, requestedBy };
  const when = { execution: detail.executionArn, startedAt: new Date(detail.startDate).toISOString() };
  const failed = putBackFailure && { error: putBackFailure.name, cause: putBackFailure.message };
  const message = { schema: "repave.outcome/v1", outcome: detail.status, release: id, ...place, ...when };
  await tools.sns.send(
    new PublishCommand({
      TopicArn: tools.outcomesTopicArn,
      Subject: `repave: ${application} ${version} to ${environment} stopped`.slice(0, 100),
      Message: JSON.stringify({
        ...message,
        ...reasonOf(stop),
        serving: putBack?.serving,
        putBackFailure: failed,
      }),
      MessageAttributes: {
        outcome: { DataType: "String", StringValue: detail.status },
        application: { DataType: "String", StringValue: application },
        environment: { DataType: "String", StringValue: environment },
      },
    }),
  );
}
