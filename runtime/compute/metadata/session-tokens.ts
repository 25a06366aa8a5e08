import { randomBytes } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";

const LONGEST_TTL_SECONDS = 21_600;
const MOST_TOKENS = 1_000;

/** The session tokens of one instance's metadata service (IMDSv2): in memory, so a restart ends all sessions. */
export interface SessionTokens {
  /** A new token, or undefined when the wanted lifetime is not 1 to 21600 whole seconds. */
  issue(ttlSeconds: string | undefined): string | undefined;
  /** The whole seconds a token still has; undefined when it is unknown or over. */
  secondsLeft(token: string | undefined): number | undefined;
}

export function createSessionTokens(clock: Clock): SessionTokens {
  const deadlinesMs = new Map<string, number>();
  const secondsLeft = (token: string | undefined) => {
    const leftMs = (deadlinesMs.get(token ?? "") ?? 0) - clock.now();
    return leftMs > 0 ? Math.ceil(leftMs / 1000) : undefined;
  };
  const forgetOldest = () => {
    for (const token of deadlinesMs.keys()) {
      if (deadlinesMs.size < MOST_TOKENS && secondsLeft(token) !== undefined) return;
      deadlinesMs.delete(token);
    }
  };
  return {
    issue(ttlSeconds) {
      if (ttlSeconds === undefined || !/^[1-9]\d{0,4}$/.test(ttlSeconds)) return undefined;
      if (Number(ttlSeconds) > LONGEST_TTL_SECONDS) return undefined;
      forgetOldest();
      const token = randomBytes(42).toString("base64url");
      deadlinesMs.set(token, clock.now() + Number(ttlSeconds) * 1000);
      return token;
    },
    secondsLeft,
  };
}
