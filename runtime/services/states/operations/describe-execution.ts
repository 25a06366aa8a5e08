import type { DescribeExecutionInput, DescribeExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { executionData } from "../execution-data.ts";
import { infoOf } from "../execution-info.ts";
import { shownStatus } from "../map-run/map-run-state.ts";
import { redriveStatusOf, redrivesOf } from "../redrive-status.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function describeExecution(
  states: States,
): Operation<DescribeExecutionInput, DescribeExecutionOutput> {
  return (input) => {
    const row = findExecution(states, input.executionArn);
    const info = infoOf(row);
    return {
      executionArn: row.arn,
      stateMachineArn: row.stateMachineArn,
      name: row.name,
      status: shownStatus(row, states.state.mapRuns.get(info.mapRunArn ?? "")),
      startDate: new Date(row.startedMs),
      ...(row.stoppedMs === undefined ? {} : { stopDate: new Date(row.stoppedMs) }),
      ...executionData(row, input.includedData),
      ...(info.traceHeader === undefined ? {} : { traceHeader: info.traceHeader }),
      ...(info.stateMachineVersionArn === undefined
        ? {}
        : { stateMachineVersionArn: info.stateMachineVersionArn }),
      ...(info.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: info.stateMachineAliasArn }),
      ...(info.mapRunArn === undefined ? {} : { mapRunArn: info.mapRunArn }),
      ...redrivesOf(row),
      ...(info.type === "EXPRESS" ? {} : redriveStatusOf(states, row)),
    };
  };
}
