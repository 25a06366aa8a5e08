import type {
  DescribeMapRunInput,
  DescribeMapRunOutput,
  ListMapRunsInput,
  ListMapRunsOutput,
  MapRunItemCounts,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkMaxResults, checkNextToken } from "../constraints.ts";
import type { MapRun } from "../map-run/map-run-state.ts";
import { checkArn, findExecution, type States } from "../states.ts";

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
      toleratedFailureCount: run.toleratedFailureCount,
      toleratedFailurePercentage: run.toleratedFailurePercentage,
      itemCounts: counts(run),
      executionCounts: counts(run),
      redriveCount: 0,
    };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html: of one execution. */
export function listMapRuns(states: States): Operation<ListMapRunsInput, ListMapRunsOutput> {
  return (input) => {
    const limit = checkMaxResults(input.maxResults);
    const token = checkNextToken(input.nextToken);
    const { arn } = findExecution(states, input.executionArn);
    const runs = [...states.state.mapRuns.values()].filter(({ executionArn }) => executionArn === arn);
    const page = pageOf(runs, { limit, token, keyOf: (run) => run.arn, invalidTokenCode: "InvalidToken" });
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
  const run = state.mapRuns.get(checkArn(arn));
  if (run !== undefined) return run;
  throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
}

/** DIVERGES: with batches, items are counted as their batches are. */
function counts(run: MapRun): MapRunItemCounts {
  const { total, succeeded, failed } = run;
  const open = total - succeeded - failed;
  const running = run.status === "RUNNING" ? open : 0;
  const aborted = open - running;
  return { pending: 0, running, succeeded, failed, timedOut: 0, aborted, total, resultsWritten: 0 };
}
