import type { StopExecutionInput, StopExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html: fine when it has ended. */
export function stopExecution(states: States): Operation<StopExecutionInput, StopExecutionOutput> {
  return async (input) => {
    const row = findExecution(states, input.executionArn);
    states.driver.stop(row.arn, { error: input.error, cause: input.cause });
    await states.driver.committed();
    const stoppedMs = states.journal.find(row.arn)?.stoppedMs ?? states.runtime.clock.now();
    return { stopDate: new Date(stoppedMs) };
  };
}
