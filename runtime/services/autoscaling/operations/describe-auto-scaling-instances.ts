import type {
  DescribeAutoScalingInstancesCommandInput,
  DescribeAutoScalingInstancesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { pageByPosition } from "../../../protocol/page.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import type { MemberRecord } from "../records.ts";
import { toMember } from "../shape.ts";

/** The instances of all groups, or those named. */
export const describeAutoScalingInstances = (scaling: AutoScaling) =>
  autoScalingOperation<DescribeAutoScalingInstancesCommandInput, DescribeAutoScalingInstancesCommandOutput>(
    ["InstanceIds", "MaxRecords", "NextToken"],
    (input) => {
      const ids = input.InstanceIds ?? [];
      const found = [...scaling.state.members.values()].filter(
        (it) => ids.length === 0 || ids.includes(it.instanceId),
      );
      const page = pageByPosition(found, {
        limit: input.MaxRecords,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      const toDetails = (it: MemberRecord) => ({
        ...toMember(it),
        AutoScalingGroupName: it.groupName,
        HealthStatus: it.healthStatus.toUpperCase(),
      });
      return { AutoScalingInstances: page.items.map(toDetails), NextToken: page.nextToken };
    },
  );
