import type {
  DescribeStackResourceCommandInput,
  DescribeStackResourceCommandOutput,
  StackResourceDetail,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

/** DescribeStackResource: one resource by its logical id. */
export function describeStackResource(
  stacks: Stacks,
): Operation<DescribeStackResourceCommandInput, Omit<DescribeStackResourceCommandOutput, "$metadata">> {
  return ({ StackName = "", LogicalResourceId = "" }) => {
    const stack = stacks.get(StackName);
    const resource = stacks.resource(stack.stackId, LogicalResourceId);
    if (resource === undefined)
      throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
    const detail: StackResourceDetail = {
      StackId: stack.stackId,
      StackName: stack.name,
      LogicalResourceId,
      ...(resource.physicalId !== undefined && { PhysicalResourceId: resource.physicalId }),
      ResourceType: resource.type,
      ResourceStatus: resource.status as NonNullable<StackResourceDetail["ResourceStatus"]>,
      ...(resource.statusReason !== undefined && { ResourceStatusReason: resource.statusReason }),
      LastUpdatedTimestamp: new Date(resource.timestampMs),
    };
    return { StackResourceDetail: detail };
  };
}
