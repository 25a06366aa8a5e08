import { type SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import type { Problem } from "../checks/problem.ts";
import { machineArn, SYNC_MACHINE } from "../workloads/workload.ts";
import { isRefusal } from "./planned-execution.ts";

/** Runs an execution for its answer, which comes whole or, when the service is killed, not at all. */
export async function startForAnswer(sfn: SFNClient, id: string): Promise<Problem[]> {
  const input = JSON.stringify({ id });
  const start = new StartSyncExecutionCommand({ stateMachineArn: machineArn(SYNC_MACHINE), input });
  try {
    const { status, output } = await sfn.send(start);
    if (status === "SUCCEEDED" && output === input) return [];
    return [{ kind: "different", text: `${id} was answered with ${status}, ${output}` }];
  } catch (error) {
    return isRefusal(error) ? [{ kind: "different", text: `${id}: ${error}` }] : [];
  }
}
