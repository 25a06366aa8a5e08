import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from "@aws-sdk/client-sfn";

/** Whether a release's execution still runs. A lock whose holder does not run any more can be taken over. */
export async function isReleaseRunning(
  states: SFNClient,
  place: Readonly<{ stateMachineArn: string; releaseId: string }>,
): Promise<boolean> {
  const executionArn = `${place.stateMachineArn.replace(":stateMachine:", ":execution:")}:${place.releaseId}`;
  try {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING" || status === "PENDING_REDRIVE";
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}
