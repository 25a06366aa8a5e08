import type { ResourceStatus } from "@aws-sdk/client-cloudformation";
import { describe, expect, it } from "vitest";
import { failureReasons } from "../../../cli/up/stack.ts";

const event = (LogicalResourceId: string, ResourceStatus: ResourceStatus, ResourceStatusReason?: string) => ({
  StackId: "arn",
  EventId: LogicalResourceId + ResourceStatus,
  StackName: "repave",
  Timestamp: new Date(0),
  ResourceType: "AWS::Lambda::Function",
  LogicalResourceId,
  ResourceStatus,
  ...(ResourceStatusReason === undefined ? {} : { ResourceStatusReason }),
});

describe("why a stack could not be deployed", () => {
  it("is each failed resource's reason, the first to fail first", () => {
    const newestFirst = [
      event("Bakery", "DELETE_COMPLETE"),
      event("Turn", "CREATE_FAILED"),
      event("Bakery", "CREATE_FAILED", "ENOSPC: no space left on device, write"),
      event("Bakery", "CREATE_IN_PROGRESS"),
    ];
    expect(failureReasons(newestFirst)).toEqual([
      "AWS::Lambda::Function Bakery: ENOSPC: no space left on device, write",
      "AWS::Lambda::Function Turn: CREATE_FAILED",
    ]);
  });
});
