import type {
  ListStackResourcesCommandInput,
  ListStackResourcesCommandOutput,
  StackResourceSummary,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import type { ResourceRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";

/** ListStackResources: in the order of their logical ids, a hundred a page. */
export function listStackResources(
  stacks: Stacks,
): Operation<ListStackResourcesCommandInput, Omit<ListStackResourcesCommandOutput, "$metadata">> {
  return ({ StackName = "", NextToken }) => {
    const { stackId } = stacks.get(StackName);
    const page = pageOf(stacks.resources(stackId), {
      limit: 100,
      token: NextToken,
      keyOf: ({ logicalId }) => logicalId,
      invalidTokenCode: "ValidationError",
    });
    const summaries = page.items.map(summarize);
    return { StackResourceSummaries: summaries, ...(page.nextToken && { NextToken: page.nextToken }) };
  };
}

function summarize(resource: ResourceRecord): StackResourceSummary {
  return {
    LogicalResourceId: resource.logicalId,
    ...(resource.physicalId !== undefined && { PhysicalResourceId: resource.physicalId }),
    ResourceType: resource.type,
    ResourceStatus: resource.status as NonNullable<StackResourceSummary["ResourceStatus"]>,
    ...(resource.statusReason !== undefined && { ResourceStatusReason: resource.statusReason }),
    LastUpdatedTimestamp: new Date(resource.timestampMs),
  };
}
