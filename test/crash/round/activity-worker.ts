import { GetActivityTaskCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import type { Problem } from "../checks/problem.ts";
import type { Victim } from "../victim/victim.ts";
import { ACTIVITY_ARN } from "../workloads/workload.ts";
import { isRefusal } from "./planned-execution.ts";

/**
 * A worker of the activity, for as long as the service lives: it takes tasks and answers them. What it was given when the
 * service died comes again only after its timeout, as with any worker that is lost.
 */
export async function workOnActivities(victim: Victim, problems: Problem[]): Promise<void> {
  const done = new Set<string>();
  while (!victim.isGone()) {
    try {
      const { taskToken, input = "" } = await victim.sfn.send(
        new GetActivityTaskCommand({ activityArn: ACTIVITY_ARN, workerName: "crash" }),
      );
      if (taskToken === undefined) continue;
      if (done.has(taskToken))
        problems.push({ kind: "doubled", text: `the activity task ${input} came twice` });
      done.add(taskToken);
      await victim.sfn.send(new SendTaskSuccessCommand({ taskToken, output: input }));
    } catch (error) {
      if (!isRefusal(error)) return;
      if (error.name !== "TaskTimedOut") problems.push({ kind: "different", text: `activity: ${error}` });
    }
  }
}
