import type { UpdateMapRunInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseValue } from "../constraints.ts";
import type { States } from "../states.ts";
import { findMapRun } from "./map-runs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html: of one that is in progress. */
export function updateMapRun(states: States): Operation<UpdateMapRunInput, object> {
  return (input) => {
    const run = findMapRun(states, input.mapRunArn);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = input;
    checkRange("maxConcurrency", maxConcurrency, { most: Infinity });
    checkRange("toleratedFailureCount", toleratedFailureCount, { most: Infinity });
    checkRange("toleratedFailurePercentage", toleratedFailurePercentage, { most: 100 });
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

function checkRange(member: string, value: number | undefined, { most }: { readonly most: number }): void {
  if (value === undefined || (value >= 0 && value <= most)) return;
  const constraint = value < 0 ? "greater than or equal to 0" : `less than or equal to ${most}`;
  refuseValue({ value, member, constraint: `have value ${constraint}` });
}
