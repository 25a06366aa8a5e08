import { answerToken } from "../states/answer-token.ts";
import { isReleaseRunning } from "../states/describe-release.ts";
import { finishHandOver, giveTurn, type TurnLock, type Waiter } from "./turn-lock.ts";
import { changeTurnLock, type TurnPlace } from "./turn-store.ts";
import type { TurnTools } from "./turn-tools.ts";

/**
 * Gives a release's turn to the next that waits, and tells it. The hand-over is written before anybody is told and
 * cleared after, so a crash in between is made good by repeating the call; a waiter whose execution has ended is passed
 * over. Gives the release that has the turn now.
 */
export async function giveTurnOf(
  tools: TurnTools,
  place: TurnPlace,
  release: string,
): Promise<string | undefined> {
  let lock = await changeTurnLock(tools, place, (current) => giveTurn(current, release));
  while (lock.handOver !== undefined) lock = await completeHandOver(tools, place, lock.handOver);
  return lock.holder;
}

async function completeHandOver(tools: TurnTools, place: TurnPlace, next: Waiter): Promise<TurnLock> {
  const knows = (await tell(tools, next)) || (await isStillRunning(tools, next));
  return changeTurnLock(tools, place, (current) => {
    if (current.handOver?.token !== next.token) return current;
    return knows ? finishHandOver(current) : giveTurn(current, next.release);
  });
}

async function tell(tools: TurnTools, next: Waiter): Promise<boolean> {
  const answer = { status: "SUCCEEDED", output: { turn: "taken" } } as const;
  return (await answerToken(tools.states, next.token, answer)) === "answered";
}

/** A dead token of a running release was answered before, or its retried state will ask again and find its turn. */
function isStillRunning({ states, stateMachineArn }: TurnTools, next: Waiter): Promise<boolean> {
  return isReleaseRunning(states, { stateMachineArn, releaseId: next.release });
}
