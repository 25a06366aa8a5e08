import { type Clock, systemClock } from "../../runtime/kernel/clock.ts";

/** The machine's clock, which a test can put forward: what was to happen meanwhile happens at once. */
export interface JumpingClock extends Clock {
  jump(byMs: number): void;
}

export function createJumpingClock(): JumpingClock {
  const alarms = new Set<() => void>();
  let aheadMs = 0;
  const now = () => systemClock.now() + aheadMs;
  const at: Clock["at"] = (momentMs, callback) => {
    let cancel = () => {};
    const arm = () => {
      cancel();
      cancel = systemClock.after(Math.max(0, momentMs - now()), () => {
        alarms.delete(arm);
        callback();
      });
    };
    alarms.add(arm);
    arm();
    return () => {
      alarms.delete(arm);
      cancel();
    };
  };
  return {
    now,
    at,
    after: (delayMs, callback) => at(now() + delayMs, callback),
    jump(byMs) {
      aheadMs += byMs;
      for (const arm of [...alarms]) arm();
    },
  };
}
