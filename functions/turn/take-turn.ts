import { answerToken } from "../states/answer-token.ts";
import { releaseAbandonedTurn } from "./abandoned-turn.ts";
import { takeTurn, type Waiter } from "./turn-lock.ts";
import { changeTurnLock, type TurnPlace } from "./turn-store.ts";
import type { TakeTools } from "./turn-tools.ts";

/**
 * Takes the turn for a release and tells it so at once, or puts it among those who wait. Repeating it is harmless: a
 * release that has the turn is told again, one that waits keeps its place with its newest token. Who has to wait also looks
 * whether the release before it still runs, so no turn is held for ever.
 */
export async function takeTurnFor(
  tools: TakeTools,
  place: TurnPlace,
  asking: Waiter,
): Promise<"taken" | "waiting"> {
  const lock = await changeTurnLock(tools, place, (current) => takeTurn(current, asking));
  if (lock.holder !== asking.release) {
    await releaseAbandonedTurn(tools, place, lock);
    return "waiting";
  }
  await answerToken(tools.states, asking.token, { status: "SUCCEEDED", output: { turn: "taken" } });
  return "taken";
}
