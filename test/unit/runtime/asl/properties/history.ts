import assert from "node:assert/strict";
import type { HistoryEvent } from "../../../../../runtime/asl/history-event.ts";

/** Checks what is true of every history, whatever ran. */
export function checkHistory(events: readonly HistoryEvent[], mostEvents = 25_000): void {
  for (const [at, { id, previousEventId, timestampMs }] of events.entries()) {
    assert.equal(id, at + 1);
    assert.ok(previousEventId >= 0 && previousEventId < id);
    assert.ok(timestampMs >= (events[at - 1]?.timestampMs ?? 0));
  }
  assert.ok(events.length <= mostEvents);
  const ends = events.filter(({ type }) => ENDS.test(type));
  assert.deepEqual(ends, events.slice(-1));
}

const ENDS = /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/;
const GOES_WRONG = /(?:Failed|Aborted|TimedOut)$/;

/** In an execution where nothing went wrong, every state that was entered was left, and once. */
export function checkStates(events: readonly HistoryEvent[]): void {
  if (events.some(({ type }) => GOES_WRONG.test(type))) return;
  const open = new Map<string, number>();
  for (const { type, details, frame } of events) {
    const change = type.endsWith("StateEntered") ? 1 : type.endsWith("StateExited") ? -1 : 0;
    const key = `${frame} ${details?.name}`;
    if (change !== 0) open.set(key, (open.get(key) ?? 0) + change);
  }
  assert.ok([...open.values()].every((count) => count === 0));
}
