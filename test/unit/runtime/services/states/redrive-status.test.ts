import { describe, expect, it } from "vitest";
import { redriveStatusOf } from "../../../../../runtime/services/states/redrive-status.ts";
import type { States } from "../../../../../runtime/services/states/states.ts";
import type { JournalRow } from "../../../../../runtime/storage/journal-row.ts";

const DAY_MS = 86_400_000;

interface World {
  readonly nowMs?: number;
  readonly events?: number;
  readonly machineExists?: boolean;
}

/** What is asked of an execution that started at 0 and ended at 1000. */
function statusOf(row: Partial<JournalRow>, { nowMs = 1000, events = 5, machineExists = true }: World = {}) {
  const states = {
    runtime: { clock: { now: () => nowMs } },
    journal: { eventCount: () => events },
    state: { machines: { has: (arn: string) => machineExists && arn === "machine" } },
  } as unknown as States;
  const ended = {
    id: 1,
    status: "FAILED",
    startedMs: 0,
    stoppedMs: 1000,
    stateMachineArn: "machine",
    info: "{}",
  };
  return redriveStatusOf(states, { ...ended, ...row } as JournalRow);
}

const notRedrivable = (redriveStatusReason: string) => ({
  redriveStatus: "NOT_REDRIVABLE",
  redriveStatusReason,
});

describe("the redrive status", () => {
  it.each(["FAILED", "TIMED_OUT", "ABORTED"])("of an execution that %s is REDRIVABLE", (status) => {
    expect(statusOf({ status })).toEqual({ redriveStatus: "REDRIVABLE" });
  });

  it("of a child execution is REDRIVABLE_BY_MAP_RUN", () => {
    const row = { info: JSON.stringify({ mapRunArn: "run" }), stateMachineArn: "machine/Label" };
    expect(statusOf(row)).toEqual({ redriveStatus: "REDRIVABLE_BY_MAP_RUN" });
  });

  it("names what stands against it, in the words of AWS", () => {
    expect(statusOf({ status: "RUNNING" })).toEqual(
      notRedrivable("Execution is RUNNING and cannot be redriven"),
    );
    expect(statusOf({ status: "SUCCEEDED" })).toEqual(
      notRedrivable("Execution is SUCCEEDED and cannot be redriven"),
    );
    expect(statusOf({}, { machineExists: false })).toEqual(
      notRedrivable("State machine is in DELETING status"),
    );
    expect(statusOf({}, { events: 24_998 })).toEqual({ redriveStatus: "REDRIVABLE" });
    expect(statusOf({}, { events: 24_999 })).toEqual(notRedrivable("Execution history event limit exceeded"));
    expect(statusOf({}, { nowMs: 1000 + 14 * DAY_MS })).toEqual({ redriveStatus: "REDRIVABLE" });
    expect(statusOf({}, { nowMs: 1001 + 14 * DAY_MS })).toEqual(
      notRedrivable("Execution redrivable period exceeded"),
    );
    expect(statusOf({ startedMs: -366 * DAY_MS })).toEqual(
      notRedrivable("Execution has exceeded the max execution time"),
    );
  });
});
