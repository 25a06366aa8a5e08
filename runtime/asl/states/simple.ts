import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from "../definition.ts";
import type { Frame } from "../execution-state.ts";
import { ErrorName, Failure } from "../failure.ts";
import { timestampMs } from "../timestamp.ts";
import { completeState, evaluated, evaluationFailure, failFrame, failState, scopeOf } from "../transition.ts";
import { addNote, type Turn } from "../turn.ts";

/** Pass: its result is `Result`, or its effective input. */
export function runPass(turn: Turn, frame: Frame, state: PassState): undefined {
  const scope = scopeOf(turn, frame);
  const result = evaluated(frame, state.result(scope));
  if (result instanceof Failure) return failState(turn, frame, state, result);
  completeState(turn, frame, state, { result, scope });
}

/** Succeed ends its frame. */
export function runSucceed(turn: Turn, frame: Frame, state: SucceedState): undefined {
  const scope = scopeOf(turn, frame);
  const result = evaluated(frame, state.flow.argument(scope));
  if (result instanceof Failure) return failState(turn, frame, state, result);
  completeState(turn, frame, state, { result, scope });
}

/** Fail ends its frame with the error and cause that the definition names. */
export function runFail(turn: Turn, frame: Frame, state: FailState): undefined {
  const scope = scopeOf(turn, frame);
  const error = evaluated(frame, state.error?.(scope) ?? null);
  if (error instanceof Failure) return failState(turn, frame, state, error);
  const cause = evaluated(frame, state.cause?.(scope) ?? null);
  if (cause instanceof Failure) return failState(turn, frame, state, cause);
  failFrame(
    turn,
    frame,
    new Failure((error as string | null) ?? undefined, (cause as string | null) ?? undefined),
  );
}

/** AWS counts the seconds of a delay in 32 bits. */
const LONGEST_WAIT_MS = (2 ** 31 - 1) * 1000;

/** Wait: a timer is the only thing it waits for. */
export function runWait(turn: Turn, frame: Frame, state: WaitState): undefined {
  const scope = scopeOf(turn, frame);
  const value = evaluated(frame, (state.seconds ?? state.timestamp)?.(scope) ?? 0);
  if (value instanceof Failure) return failState(turn, frame, state, value);
  const { nowMs } = turn.facts;
  const untilMs =
    state.seconds === undefined ? timestampMs(value as string) : nowMs + (value as number) * 1000;
  if (untilMs - nowMs > LONGEST_WAIT_MS) {
    const failure = new Failure(ErrorName.runtime, "Wait state delay is too long.");
    return failState(turn, frame, state, evaluationFailure(frame, failure));
  }
  addNote(turn, { note: "waiting", frame: frame.id, untilMs });
  turn.effects.push({
    type: "arm",
    frame: frame.id,
    eventId: frame.pending?.eventId ?? frame.enteredEventId,
    purpose: "wait",
    atMs: untilMs,
    ...momentOf(state),
  });
}

/** What is said of the timer of a Wait state whose end is a moment. */
export function momentOf({ timestamp }: WaitState): { readonly isMoment?: true } {
  return timestamp === undefined ? {} : { isMoment: true };
}

/** The time that a Wait state waited for has come. */
export function endWait(turn: Turn, frame: Frame, state: WaitState): undefined {
  const scope = scopeOf(turn, frame);
  const result = evaluated(frame, state.flow.argument(scope));
  if (result instanceof Failure) return failState(turn, frame, state, result);
  completeState(turn, frame, state, { result, scope });
}

/**
 * Choice: the first rule whose condition holds, or the default. Where there is none, AWS fails with `States.Runtime`, not with
 * the `States.NoChoiceMatched` of the specification.
 */
export function runChoice(turn: Turn, frame: Frame, state: ChoiceState): undefined {
  const scope = scopeOf(turn, frame);
  const result = evaluated(frame, state.flow.argument(scope));
  if (result instanceof Failure) return failState(turn, frame, state, result);
  const inner = { ...scope, result };
  for (const rule of state.rules) {
    const holds = evaluated(frame, rule.condition(inner));
    if (holds instanceof Failure) return failState(turn, frame, state, holds);
    if (holds) return completeState(turn, frame, state, { result, scope, flow: rule.flow, next: rule.next });
  }
  if (state.otherwise !== undefined)
    return completeState(turn, frame, state, { result, scope, next: state.otherwise });
  const cause = "Failed to transition out of the state. The state does not point to a next state.";
  failState(turn, frame, state, evaluationFailure(frame, new Failure(ErrorName.runtime, cause)));
}
