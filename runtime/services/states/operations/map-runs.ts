import type {
  DescribeMapRunInput,
  DescribeMapRunOutput,
  ListMapRunsInput,
  ListMapRunsOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkArn } from "../arns.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import { countsOf } from "../map-run/counts.ts";
import type { MapRun } from "../map-run/map-run-state.ts";
import { redrivesOf } from "../redrive-status.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export function describeMapRun(states: States): Operation<DescribeMapRunInput, DescribeMapRunOutput> {
  return (input) => {
    const run = findMapRun(states, input.mapRunArn);
    return {
      mapRunArn: run.arn,
      executionArn: run.executionArn,
      status: run.status,
      startDate: new Date(run.startedMs),
      ...(run.stoppedMs === undefined ? {} : { stopDate: new Date(run.stoppedMs) }),
      maxConcurrency: run.maxConcurrency,
      toleratedFailureCount: run.toleratedFailureCount ?? 0,
      toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
      ...countsOf(states, run),
      ...redrivesOf({ redriveCount: run.redriveCount, redrivenMs: run.redrivenMs }),
    };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html: of one execution. */
export function listMapRuns(states: States): Operation<ListMapRunsInput, ListMapRunsOutput> {
  return (input) => {
    const limit = pageSize(input.maxResults);
    const token = input.nextToken;
    const { arn } = findExecution(states, input.executionArn);
    const runs = [...states.state.mapRuns.values()].filter(({ executionArn }) => executionArn === arn);
    const page = pageOf(runs, { limit, token, keyOf: (run) => run.arn, ...INVALID_TOKEN });
    return {
      mapRuns: page.items.map((run) => ({
        executionArn: run.executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.stateMachineArn,
        startDate: new Date(run.startedMs),
        ...(run.stoppedMs === undefined ? {} : { stopDate: new Date(run.stoppedMs) }),
      })),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };
}

/** A map run by its ARN. */
export function findMapRun({ state }: Pick<States, "state">, arn: string | undefined): MapRun {
  const run = state.mapRuns.get(checkArn(arn, "mapRun"));
  if (run !== undefined) return run;
  throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
}
