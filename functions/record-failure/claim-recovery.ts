import { TurnBusy } from "../../core/errors.ts";
import { beginRecovery } from "../turn/turn-lock.ts";
import { changeTurnLock, type TurnPlace, type TurnStore } from "../turn/turn-store.ts";

/** Longer than an invocation of the function lives (infra/functions.yml). */
const longestRecoveryMs = 910_000;

export interface RecoveryClaim {
  readonly release: string;
  /** The invocation's request id, which a retry by Lambda has, too. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * Claims to be the one that clears up after a stopped release. False when the release has not the turn (any more): then
 * the stack belongs to others and must be left alone. Throws TurnBusy while another invocation is at it; run again later,
 * this finds its work done or takes it over.
 */
export async function claimRecovery(
  store: TurnStore,
  place: TurnPlace,
  { release, requestId, nowMs }: RecoveryClaim,
): Promise<boolean> {
  const recovery = { by: requestId, untilMs: nowMs + longestRecoveryMs };
  const lock = await changeTurnLock(store, place, (current) =>
    current.holder === release ? beginRecovery(current, recovery, nowMs) : current,
  );
  if (lock.holder !== release) return false;
  if (lock.recovery?.by === requestId) return true;
  throw new TurnBusy(`expected to clear up after ${release}; another invocation does that now`);
}
