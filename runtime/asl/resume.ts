import type { DecideOptions } from "./decide.ts";
import type { Effect } from "./effect.ts";
import type { Frame } from "./execution-state.ts";
import { isPutOff } from "./put-off.ts";
import { requestMapRun } from "./states/map-run.ts";
import { momentOf } from "./states/simple.ts";
import { requestTask } from "./states/task.ts";
import { currentState, mapOf, type Turn, taskOf } from "./turn.ts";
import { armExecution } from "./whole-execution.ts";

/**
 * The effects that an execution read back from its journal still has to perform: timers keep their deadlines,
 * tasks whose call was not known to have been answered are called again under the same event.
 */
export function resume({
  definition,
  state,
  facts,
  region,
}: Omit<DecideOptions, "command">): readonly Effect[] {
  const turn: Turn = { definition, state, facts, region, events: [], effects: [], ready: [], bytes: 0 };
  if (state.status !== "RUNNING") return [];
  armExecution(turn);
  for (const frame of state.frames.values()) resumeFrame(turn, frame);
  if ([...state.frames.values()].some(isPutOff)) turn.effects.push({ type: "continue" });
  return turn.effects;
}

function resumeFrame(turn: Turn, frame: Frame): undefined {
  const { pending } = frame;
  if (pending === undefined) return;
  if (pending.kind === "mapRun") return requestMapRun(turn, frame, mapOf(turn, frame));
  if (pending.kind !== "task") {
    const purpose = pending.kind === "retry" ? "retry" : "wait";
    const state = currentState(turn, frame);
    turn.effects.push({
      type: "arm",
      frame: frame.id,
      eventId: pending.eventId,
      purpose,
      atMs: pending.untilMs,
      ...(purpose === "wait" && state.type === "Wait" ? momentOf(state) : {}),
    });
    return;
  }
  requestTask(turn, frame, taskOf(turn, frame));
}
