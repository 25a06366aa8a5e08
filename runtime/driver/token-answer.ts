import type { DriverCore } from "./driver-core.ts";
import type { LiveExecution } from "./live-execution.ts";
import { arm, reportsFor } from "./perform.ts";
import type { TaskReports } from "./task-runner.ts";
import { readTaskToken } from "./task-token.ts";

/** How an answer to a task token went. */
export type TokenAnswer = "accepted" | "invalid" | "timed-out";

interface WaitingTask {
  readonly live: LiveExecution;
  readonly frame: number;
  readonly eventId: number;
  readonly heartbeatSeconds: number | undefined;
}

/** Tells the task that waits with a token what became of it. */
export function answer(core: DriverCore, token: string, news: (reports: TaskReports) => void): TokenAnswer {
  const task = waitingTask(core, token);
  if (typeof task === "string") return task;
  news(reportsFor(core, task.live, task));
  return "accepted";
}

/** Puts off the heartbeat timeout of the task that waits with a token. */
export function heartbeat(core: DriverCore, token: string): TokenAnswer {
  const task = waitingTask(core, token);
  if (typeof task === "string") return task;
  const { live, frame, eventId, heartbeatSeconds } = task;
  if (heartbeatSeconds === undefined) return "accepted";
  arm(core, live, { frame, eventId, purpose: "heartbeat", atMs: core.clock.now() + heartbeatSeconds * 1000 });
  return "accepted";
}

/** The task that waits with a token, or why there is none. */
function waitingTask({ byId }: DriverCore, token: string): WaitingTask | Exclude<TokenAnswer, "accepted"> {
  const address = readTaskToken(token);
  if (address === undefined) return "invalid";
  const live = byId.get(address.execution);
  const pending = live?.state.frames.get(address.frame)?.pending;
  if (live === undefined || pending?.kind !== "task" || pending.token !== token) return "timed-out";
  const { eventId, heartbeatSeconds } = pending;
  return { live, frame: address.frame, eventId, heartbeatSeconds };
}
