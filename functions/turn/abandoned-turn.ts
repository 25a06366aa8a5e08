import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { describeRelease, isUnderWay } from "../states/describe-release.ts";
import type { ExecutionStoppedEvent } from "../states/execution-stopped-event.ts";
import { giveTurnOf } from "./give-turn.ts";
import { isRecovered, type TurnLock } from "./turn-lock.ts";
import type { TurnPlace } from "./turn-store.ts";
import type { TakeTools } from "./turn-tools.ts";

/**
 * Looks after a turn whose holder's execution has ended without giving it, as when the event of its end was lost. After
 * one that failed or was stopped, the function of that event clears up and gives the turn; one that succeeded, or that
 * Step Functions has forgotten, leaves nothing to clear up.
 */
export async function releaseAbandonedTurn(
  tools: TakeTools,
  place: TurnPlace,
  lock: TurnLock,
): Promise<void> {
  const { holder } = lock;
  if (holder === undefined || isRecovered(lock, tools.now())) return;
  const { states, stateMachineArn } = tools;
  const execution = await describeRelease(states, { stateMachineArn, releaseId: holder });
  if (isUnderWay(execution?.status)) return;
  if (execution === undefined || execution.status === "SUCCEEDED") await giveTurnOf(tools, place, holder);
  else await clearUpAfter(tools, execution);
}

async function clearUpAfter(tools: TakeTools, execution: DescribeExecutionCommandOutput): Promise<void> {
  const { executionArn = "", status, startDate, error, cause } = execution;
  const event = {
    detail: { executionArn, status, input: null, startDate: startDate?.getTime() ?? 0, error, cause },
  } as ExecutionStoppedEvent;
  await tools.lambda.send(
    new InvokeCommand({
      FunctionName: tools.recordFailureFunction,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
