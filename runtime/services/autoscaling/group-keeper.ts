import type { Runtime } from "../../kernel/service.ts";

/** Looks after groups by name: one look at a time for each, again whenever it is woken or a look asks for it. */
export interface GroupKeeper {
  wake(groupName: string): void;
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

const RETRY_AFTER_DEFECT_MS = 1_000;

export function createGroupKeeper(
  runtime: Runtime,
  look: (groupName: string) => Promise<number | undefined>,
): GroupKeeper {
  const looking = new Map<string, Promise<void>>();
  const wokenAgain = new Set<string>();
  const timers = new Map<string, () => void>();
  let stopped = false;
  const lookUntilQuiet = async (groupName: string) => {
    let delayMs: number | undefined;
    do {
      wokenAgain.delete(groupName);
      delayMs = await look(groupName).catch((error: unknown) => {
        runtime.log.error("an auto scaling group could not be looked after", { groupName, error });
        return RETRY_AFTER_DEFECT_MS;
      });
    } while (!stopped && wokenAgain.has(groupName));
    looking.delete(groupName);
    if (delayMs !== undefined && !stopped)
      timers.set(
        groupName,
        runtime.clock.after(delayMs, () => wake(groupName)),
      );
  };
  const wake = (groupName: string) => {
    if (stopped) return;
    timers.get(groupName)?.();
    timers.delete(groupName);
    if (looking.has(groupName)) wokenAgain.add(groupName);
    else
      looking.set(
        groupName,
        Promise.resolve().then(() => lookUntilQuiet(groupName)),
      );
  };
  return {
    wake,
    async stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      await Promise.all(looking.values());
    },
  };
}
