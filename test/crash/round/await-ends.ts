import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Victim } from "../victim/victim.ts";
import { isRefusal, type PlannedExecution, redrivePlanned, stopPlanned } from "./planned-execution.ts";
import { advance, type World } from "./world.ts";

const PACE_MS = 5_000;
const MOST_IDLE_PASSES = 300;

/**
 * Lets time go on, answers, stops and redrives until all have ended. Gives those that do not while nothing else moves for 25 minutes of
 * the service's time, however fast the machine is.
 */
export async function awaitEnds(world: World, victim: Victim): Promise<readonly PlannedExecution[]> {
  let open = world.planned.filter(({ acknowledged }) => acknowledged !== undefined);
  for (let idle = 0; open.length > 0 && idle < MOST_IDLE_PASSES; idle++) {
    await world.desk.answerOpen(victim.sfn, world.lives);
    const toStop = open.filter(({ workload, isStopped }) => workload.stopped && !isStopped);
    for (const one of toStop) world.problems.push(...(await stopPlanned(victim.sfn, one)));
    const running = await Promise.all(open.map((one) => isRunning(world, victim.sfn, one)));
    const left = open.filter((_, at) => running[at]);
    if (left.length < open.length) idle = 0;
    open = left;
    await advance(world, victim, PACE_MS);
  }
  return open;
}

async function isRunning(
  { calls, problems }: World,
  sfn: SFNClient,
  planned: PlannedExecution,
): Promise<boolean> {
  const { workload, name, acknowledged } = planned;
  if (workload.ends === "unseen") return (calls.get(name) ?? 0) < (workload.calls ?? 0);
  try {
    const { status } = await sfn.send(
      new DescribeExecutionCommand({ executionArn: acknowledged?.executionArn }),
    );
    if (status !== "FAILED" || !workload.redriven) return status === "RUNNING";
    problems.push(...(await redrivePlanned(sfn, planned)));
    return true;
  } catch (error) {
    if (isRefusal(error) && error.name === "ExecutionDoesNotExist") return true;
    throw error;
  }
}
