import { type Frame, ROOT_FRAME } from "../execution-state.ts";
import { currentState, emit, type Turn } from "../turn.ts";
import { enterIteration } from "./map.ts";

/**
 * Goes on with everything that had not ended: states run again without being entered again, finished branches and
 * iterations keep their results. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export function reviveFrames(turn: Turn): undefined {
  const { lastEventId, redriveCount } = turn.state;
  const details = { redriveCount: redriveCount + 1 };
  emit(turn, { id: ROOT_FRAME, lastEventId }, { type: "ExecutionRedriven", details });
  for (const frame of [...turn.state.frames.values()])
    if (frame.fork === undefined && turn.state.frames.get(frame.id) === frame) goOn(turn, frame);
}

function goOn(turn: Turn, frame: Frame): undefined {
  const { next, parent } = frame;
  if (next !== undefined) turn.ready.push({ kind: "enter", frame, ...next });
  else if (frame.stateName === "") enterFirst(turn, frame, parent);
  else if (currentState(turn, frame).type === "Fail")
    turn.ready.push({ kind: "enter", frame, stateName: frame.stateName, input: frame.input });
  else turn.ready.push({ kind: "run-again", frame });
}

/** An iteration whose input could not be made: it is made again. */
function enterFirst(turn: Turn, frame: Frame, parent: Frame | undefined): undefined {
  const state = parent === undefined ? undefined : currentState(turn, parent);
  if (parent === undefined || state?.type !== "Map") throw new Error(`frame ${frame.id} was going nowhere`);
  enterIteration(turn, parent, { state, child: frame });
}
