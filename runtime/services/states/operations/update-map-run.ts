import type { UpdateMapRunInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { States } from "../states.ts";
import { findMapRun } from "./map-runs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html: of one that is in progress. */
export function updateMapRun(states: States): Operation<UpdateMapRunInput, object> {
  return (input) => {
    const run = findMapRun(states, input.mapRunArn);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = input;
    if (run.status !== "RUNNING")
      throw new AwsError("ValidationException", `Map Run is ${run.status} and cannot be updated`);
    states.state.mapRuns.put(run.arn, {
      ...run,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      ...(toleratedFailureCount === undefined ? {} : { toleratedFailureCount }),
      ...(toleratedFailurePercentage === undefined ? {} : { toleratedFailurePercentage }),
    });
    states.mapRunChanged(run.arn);
    return {};
  };
}
