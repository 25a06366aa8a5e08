import type { Frame } from "./execution-state.ts";
import { addNote, type Step, type Turn } from "./turn.ts";

/** Notes where a frame is to go on; the first that is put off asks for the next decision. */
export function putOff(turn: Turn, { frame, stateName, input }: Extract<Step, { kind: "enter" }>): undefined {
  if (frame.next?.stateName !== stateName || frame.next.input !== input)
    addNote(turn, { note: "next", frame: frame.id, stateName, input });
  if (turn.effects.at(-1)?.type !== "continue") turn.effects.push({ type: "continue" });
}

/** Takes up the frames that were put off, in the order in which they got there. */
export function goOn(turn: Turn): undefined {
  const frames = [...turn.state.frames.values()].filter(isPutOff);
  frames.sort((left, right) => left.lastEventId - right.lastEventId);
  for (const frame of frames) if (frame.next) turn.ready.push({ kind: "enter", frame, ...frame.next });
}

/** Whether a frame waits for the next decision only. */
export function isPutOff(frame: Frame): boolean {
  return frame.next !== undefined && frame.pending === undefined && frame.fork === undefined;
}
