import type { ExecutionRedriveStatus } from "@aws-sdk/client-sfn";
import type { JournalRow } from "../../storage/journal-row.ts";
import { infoOf } from "./execution-info.ts";
import type { States } from "./states.ts";

/** Whether an execution can be redriven, and if not, why, in the words of AWS. */
export interface RedriveStatus {
  readonly redriveStatus: ExecutionRedriveStatus;
  readonly redriveStatusReason?: string;
}

const DAY_MS = 86_400_000;
/** How long after its end an execution can be redriven. */
export const REDRIVABLE_MS = 14 * DAY_MS;
const LONGEST_OPEN_MS = 365 * DAY_MS;
/** The most events that one may have: one more is for the redrive, one at least for what follows. */
export const MOST_EVENTS_BEFORE = 24_998;

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility */
export function redriveStatusOf(
  states: Pick<States, "journal" | "state" | "runtime">,
  row: JournalRow,
): RedriveStatus {
  const reason = obstacle(states, row);
  if (reason !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason };
  const byMapRun = infoOf(row).mapRunArn !== undefined;
  return { redriveStatus: byMapRun ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE" };
}

function obstacle(
  { journal, state, runtime }: Pick<States, "journal" | "state" | "runtime">,
  row: JournalRow,
): string | undefined {
  if (row.status === "RUNNING" || row.status === "SUCCEEDED")
    return `Execution is ${row.status} and cannot be redriven`;
  const nowMs = runtime.clock.now();
  if (!state.machines.has(machineArnOf(row))) return "State machine is in DELETING status";
  if (journal.eventCount(row.id) > MOST_EVENTS_BEFORE) return "Execution history event limit exceeded";
  if (nowMs - row.startedMs > LONGEST_OPEN_MS) return "Execution has exceeded the max execution time";
  if (nowMs - (row.stoppedMs ?? nowMs) > REDRIVABLE_MS) return "Execution redrivable period exceeded";
  return undefined;
}

/** A child execution belongs to `<state machine>/<label of the Map>`. */
function machineArnOf({ stateMachineArn }: JournalRow): string {
  return stateMachineArn.split("/")[0] ?? stateMachineArn;
}

/** How often and when an execution was redriven, as the API tells it. */
export function redrivesOf({ redriveCount, redrivenMs }: Pick<JournalRow, "redriveCount" | "redrivenMs">): {
  redriveCount: number;
  redriveDate?: Date;
} {
  return { redriveCount, ...(redrivenMs === undefined ? {} : { redriveDate: new Date(redrivenMs) }) };
}
