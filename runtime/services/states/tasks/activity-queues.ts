import type { TaskCall, TaskReports } from "../../../driver/task-runner.ts";

/** An activity task that waits for a worker. */
export interface OfferedActivity {
  readonly call: TaskCall;
  readonly reports: TaskReports;
}

/** Activity tasks and the workers that poll for them. */
export interface ActivityQueues {
  /** Puts a task in its activity's queue; returns how to take it back. */
  offer(activityArn: string, offered: OfferedActivity): () => void;
  /** The next task of an activity, or undefined when none came before `signal` was aborted. */
  take(activityArn: string, signal: AbortSignal): Promise<OfferedActivity | undefined>;
}

/** Queues in memory: after a restart the driver offers again what had not been taken. */
export function createActivityQueues(): ActivityQueues {
  const offers = new Map<string, OfferedActivity[]>();
  const pollers = new Map<string, ((offered: OfferedActivity) => void)[]>();
  return {
    offer(arn, offered) {
      if (offered.call.effect.started) return () => {};
      const poller = pollers.get(arn)?.shift();
      if (poller !== undefined) {
        poller(offered);
        return () => {};
      }
      listOf(offers, arn).push(offered);
      return () => remove(listOf(offers, arn), offered);
    },
    take(arn, signal) {
      const waiting = listOf(offers, arn).shift();
      if (waiting !== undefined) return Promise.resolve(waiting);
      return new Promise((resolve) => {
        const poller = (offered: OfferedActivity) => resolve(offered);
        listOf(pollers, arn).push(poller);
        signal.addEventListener("abort", () => {
          remove(listOf(pollers, arn), poller);
          resolve(undefined);
        });
      });
    },
  };
}

function listOf<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function remove<Item>(list: Item[], item: Item): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
