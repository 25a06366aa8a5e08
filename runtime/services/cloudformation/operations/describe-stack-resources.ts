import type {
  DescribeStackResourcesCommandInput,
  DescribeStackResourcesCommandOutput,
  StackResource,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import type { ResourceRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

/** DescribeStackResources: of a stack, or of the stack that holds a physical resource. */
export function describeStackResources(
  stacks: Stacks,
): Operation<DescribeStackResourcesCommandInput, Omit<DescribeStackResourcesCommandOutput, "$metadata">> {
  return ({ StackName, PhysicalResourceId, LogicalResourceId }) => {
    const stack = StackName === undefined ? stackOf(stacks, PhysicalResourceId) : stacks.get(StackName);
    const resources = stacks.resources(stack.stackId);
    const wanted = resources.filter(
      ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
    );
    return { StackResources: wanted.map((resource) => describe(stack, resource)) };
  };
}

function stackOf(stacks: Stacks, physicalId: string | undefined): StackRecord {
  for (const stack of stacks.all())
    if (stacks.resources(stack.stackId).some((resource) => resource.physicalId === physicalId)) return stack;
  throw validationError(`Stack for ${physicalId ?? ""} does not exist`);
}

function describe(stack: StackRecord, resource: ResourceRecord): StackResource {
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    LogicalResourceId: resource.logicalId,
    ...(resource.physicalId !== undefined && { PhysicalResourceId: resource.physicalId }),
    ResourceType: resource.type,
    ResourceStatus: resource.status as NonNullable<StackResource["ResourceStatus"]>,
    ...(resource.statusReason !== undefined && { ResourceStatusReason: resource.statusReason }),
    Timestamp: new Date(resource.timestampMs),
  };
}
