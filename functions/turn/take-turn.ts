import type { SFNClient } from "@aws-sdk/client-sfn";
import { answerToken } from "../states/answer-token.ts";
import { takeTurn, type Waiter } from "./turn-lock.ts";
import { changeTurnLock, type TurnPlace, type TurnStore } from "./turn-store.ts";

export interface TurnTools extends TurnStore {
  readonly states: SFNClient;
  readonly stateMachineArn: string;
}

/**
 * Takes the turn for a release and tells it so at once, or puts it among those who wait. Repeating it is harmless: a
 * release that has the turn is told again, one that waits keeps its place with its newest token.
 */
export async function takeTurnFor(
  tools: TurnTools,
  place: TurnPlace,
  asking: Waiter,
): Promise<"taken" | "waiting"> {
  const lock = await changeTurnLock(tools, place, (current) => takeTurn(current, asking));
  if (lock.holder !== asking.release) return "waiting";
  await answerToken(tools.states, asking.token, { status: "SUCCEEDED", output: { turn: "taken" } });
  return "taken";
}
