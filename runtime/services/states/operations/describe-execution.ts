import type { DescribeExecutionInput, DescribeExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { infoOf } from "../execution-info.ts";
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
      status: row.status as NonNullable<DescribeExecutionOutput["status"]>,
      startDate: new Date(row.startedMs),
      ...(row.stoppedMs === undefined ? {} : { stopDate: new Date(row.stoppedMs) }),
      input: row.input,
      inputDetails: { included: true },
      ...(row.output === undefined ? {} : { output: row.output, outputDetails: { included: true } }),
      ...(row.error === undefined ? {} : { error: row.error }),
      ...(row.cause === undefined ? {} : { cause: row.cause }),
      ...(info.stateMachineVersionArn === undefined
        ? {}
        : { stateMachineVersionArn: info.stateMachineVersionArn }),
      ...(info.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: info.stateMachineAliasArn }),
      ...(info.mapRunArn === undefined ? {} : { mapRunArn: info.mapRunArn }),
      redriveCount: 0,
      ...redriveStatus(row.status),
    };
  };
}

function redriveStatus(
  status: string,
): Pick<DescribeExecutionOutput, "redriveStatus" | "redriveStatusReason"> {
  if (status === "SUCCEEDED") {
    return {
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    };
  }
  if (status === "RUNNING") {
    return {
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is RUNNING and cannot be redriven",
    };
  }
  return { redriveStatus: "REDRIVABLE" };
}
