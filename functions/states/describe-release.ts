import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type SFNClient,
} from "@aws-sdk/client-sfn";

export interface ReleaseExecution {
  readonly stateMachineArn: string;
  readonly releaseId: string;
}

/** A release's execution; undefined when there is none, or none any more: Step Functions keeps them for 90 days. */
export async function describeRelease(
  states: SFNClient,
  { stateMachineArn, releaseId }: ReleaseExecution,
): Promise<DescribeExecutionCommandOutput | undefined> {
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${releaseId}`;
  try {
    return await states.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** Whether a release's execution still runs. A lock whose holder does not run any more can be taken over. */
export async function isReleaseRunning(states: SFNClient, place: ReleaseExecution): Promise<boolean> {
  return isUnderWay((await describeRelease(states, place))?.status);
}

/** True for statuses in which states of an execution may still run. */
export function isUnderWay(status: string | undefined): boolean {
  return status === "RUNNING" || status === "PENDING_REDRIVE";
}
