import type {
  ListStacksCommandInput,
  ListStacksCommandOutput,
  StackSummary,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import type { StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";

/** ListStacks: deleted ones too, unless a filter says otherwise. */
export function listStacks(
  stacks: Stacks,
): Operation<ListStacksCommandInput, Omit<ListStacksCommandOutput, "$metadata">> {
  return ({ StackStatusFilter, NextToken }) => {
    const filter = StackStatusFilter as readonly string[] | undefined;
    const wanted = [...stacks.all()].filter(({ status }) => filter === undefined || filter.includes(status));
    const page = pageOf(wanted, {
      limit: 100,
      token: NextToken,
      keyOf: ({ stackId }) => stackId,
      invalidTokenCode: "ValidationError",
    });
    return {
      StackSummaries: page.items.map(summarize),
      ...(page.nextToken && { NextToken: page.nextToken }),
    };
  };
}

function summarize(stack: StackRecord): StackSummary {
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    ...(stack.description !== undefined && { TemplateDescription: stack.description }),
    CreationTime: new Date(stack.creationTimeMs),
    ...(stack.lastUpdatedTimeMs !== undefined && { LastUpdatedTime: new Date(stack.lastUpdatedTimeMs) }),
    ...(stack.deletionTimeMs !== undefined && { DeletionTime: new Date(stack.deletionTimeMs) }),
    StackStatus: stack.status as NonNullable<StackSummary["StackStatus"]>,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
  };
}
