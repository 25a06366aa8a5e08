import type {
  DescribeStacksCommandInput,
  DescribeStacksCommandOutput,
  Stack,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { maskedParameters } from "../masked-parameters.ts";
import type { StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";

/** DescribeStacks: one stack by name or id (deleted ones by id), or all that exist. */
export function describeStacks(
  stacks: Stacks,
): Operation<DescribeStacksCommandInput, Omit<DescribeStacksCommandOutput, "$metadata">> {
  return (input) => {
    if (input.StackName !== undefined) return { Stacks: [describe(stacks.get(input.StackName))] };
    const existing = [...stacks.all()].filter(({ status }) => status !== "DELETE_COMPLETE");
    const page = pageOf(existing, {
      limit: 100,
      token: input.NextToken,
      keyOf: ({ stackId }) => stackId,
      invalidTokenCode: "ValidationError",
    });
    return { Stacks: page.items.map(describe), ...(page.nextToken && { NextToken: page.nextToken }) };
  };
}

function describe(stack: StackRecord): Stack {
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    StackStatus: stack.status as NonNullable<Stack["StackStatus"]>,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    ...(stack.description !== undefined && { Description: stack.description }),
    CreationTime: new Date(stack.creationTimeMs),
    ...(stack.lastUpdatedTimeMs !== undefined && { LastUpdatedTime: new Date(stack.lastUpdatedTimeMs) }),
    ...(stack.deletionTimeMs !== undefined && { DeletionTime: new Date(stack.deletionTimeMs) }),
    Parameters: maskedParameters(stack),
    Capabilities: [...stack.capabilities] as NonNullable<Stack["Capabilities"]>,
    Tags: [...stack.tags],
    DisableRollback: stack.disableRollback,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
    NotificationARNs: [],
    RollbackConfiguration: {},
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description !== undefined && { Description: description }),
      ...(exportName !== undefined && { ExportName: exportName }),
    })),
  };
}
