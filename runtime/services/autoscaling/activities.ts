import { randomUUID } from "node:crypto";
import type { Runtime } from "../../kernel/service.ts";
import type { ActivityRecord } from "./records.ts";
import type { AutoScalingState } from "./state.ts";

const MOST_REMEMBERED = 100;

/** Notes that a scaling activity begins; answers its id. The oldest ones of a group are forgotten beyond a hundred. */
export function beginActivity(
  { runtime, state }: Readonly<{ runtime: Runtime; state: AutoScalingState }>,
  activity: Readonly<{ groupName: string; description: string; cause: string }>,
): string {
  const startMs = runtime.clock.now();
  const activityId = randomUUID();
  const own = activitiesOf(state, activity.groupName);
  for (const old of own.slice(MOST_REMEMBERED - 1)) state.activities.delete(old.activityId);
  const cause = `At ${new Date(startMs).toISOString().replace(/\.\d+Z$/, "Z")} ${activity.cause}`;
  state.activities.put(activityId, { ...activity, activityId, cause, startMs, status: "InProgress" });
  return activityId;
}

/** Notes how an activity ended. */
export function endActivity(
  { runtime, state }: Readonly<{ runtime: Runtime; state: AutoScalingState }>,
  activityId: string,
  outcome: Readonly<{ status: "Successful" | "Failed"; description?: string; message?: string }>,
): void {
  const activity = state.activities.get(activityId);
  if (activity === undefined || activity.status !== "InProgress") return;
  state.activities.put(activityId, { ...activity, ...outcome, endMs: runtime.clock.now() });
}

/** The newest first. */
export function activitiesOf(state: AutoScalingState, groupName: string): readonly ActivityRecord[] {
  const own = [...state.activities.values()].filter((activity) => activity.groupName === groupName);
  return own.sort((one, other) => other.startMs - one.startMs);
}
