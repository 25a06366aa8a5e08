import type { Driver } from "../../driver/driver.ts";
import { AwsError } from "../../protocol/aws-error.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-accounts */
const MOST_OPEN_EXECUTIONS = 1_000_000;

/** Refuses one more execution when as many run as an account may have. */
export function refuseTooManyRunning(driver: Pick<Driver, "runningCount">): void {
  if (driver.runningCount() < MOST_OPEN_EXECUTIONS) return;
  const message = `Execution Limit Exceeded: 'The maximum number of running executions (${MOST_OPEN_EXECUTIONS}) has been reached'`;
  throw new AwsError("ExecutionLimitExceeded", message);
}
