import { AutoScalingClient, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { describeFailedLaunch } from "../../../../../worker/platform/provision/failed-launch.ts";

const tried = {
  ActivityId: "1",
  AutoScalingGroupName: "hello-web-dev-green",
  Cause: "a difference between desired and actual capacity",
  Description: "Launching a new EC2 instance.",
  StartTime: new Date(0),
  StatusCode: "Failed" as const,
};

describe("why a group has no instance", () => {
  const autoScaling = mockClient(AutoScalingClient);
  const context = { autoScaling: autoScaling as unknown as AutoScalingClient };

  it("is what the newest activity met", async () => {
    const StatusMessage = "The following supplied instance types do not exist: [m99.huge]";
    autoScaling.on(DescribeScalingActivitiesCommand).resolves({ Activities: [{ ...tried, StatusMessage }] });
    expect(await describeFailedLaunch(context, "hello-web-dev-green")).toBe(
      `Auto Scaling says: Launching a new EC2 instance. ${StatusMessage}`,
    );
  });

  it("is not known before any was tried", async () => {
    autoScaling.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
    expect(await describeFailedLaunch(context, "hello-web-dev-green")).toBe(
      "The group has started no instance.",
    );
  });
});
