import type {
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { type Dynamo, findSettings } from "../dynamo.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function updateTimeToLive(dynamo: Dynamo): Operation<UpdateTimeToLiveInput, UpdateTimeToLiveOutput> {
  return (input) => {
    const before = findSettings(dynamo, input.TableName);
    const { Enabled = false, AttributeName = "" } = input.TimeToLiveSpecification ?? {};
    if (Enabled === (before.timeToLiveAttribute !== undefined)) {
      throw new AwsError("ValidationException", `TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
    }
    dynamo.tables.put(before.name, { ...before, timeToLiveAttribute: Enabled ? AttributeName : undefined });
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(
  dynamo: Dynamo,
): Operation<DescribeTimeToLiveInput, DescribeTimeToLiveOutput> {
  return (input) => {
    const { timeToLiveAttribute: AttributeName } = findSettings(dynamo, input.TableName);
    if (AttributeName === undefined) return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
    return { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName } };
  };
}
