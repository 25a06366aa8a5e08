import type { GetActivityTaskInput, GetActivityTaskOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { findActivity, type States } from "../states.ts";

const LONGEST_POLL_MS = 60_000;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html: waits up to a minute. */
export function getActivityTask(states: States): Operation<GetActivityTaskInput, GetActivityTaskOutput> {
  return async (input) => {
    const { arn } = findActivity(states, input.activityArn);
    const patience = new AbortController();
    const cancel = states.runtime.clock.after(LONGEST_POLL_MS, () => patience.abort());
    const offered = await states.activities.take(arn, patience.signal);
    cancel();
    if (offered === undefined) return {};
    const { effect } = offered.call;
    offered.reports.activityStarted(input.workerName);
    await states.driver.committed();
    return {
      input: JSON.stringify(effect.parameters),
      ...(effect.token === undefined ? {} : { taskToken: effect.token }),
    };
  };
}
