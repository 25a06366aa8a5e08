import type {
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { pageByPosition } from "../../../protocol/page.ts";
import { activitiesOf } from "../activities.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { toActivity } from "../shape.ts";
import { findGroup } from "../state.ts";

/** What was done to groups, the newest first. */
export const describeScalingActivities = (scaling: AutoScaling) =>
  autoScalingOperation<DescribeScalingActivitiesCommandInput, DescribeScalingActivitiesCommandOutput>(
    ["AutoScalingGroupName", "ActivityIds", "MaxRecords", "NextToken"],
    (input) => {
      const { state } = scaling;
      const { AutoScalingGroupName: name, ActivityIds: ids = [] } = input;
      const groups = name === undefined ? [...state.groups.values()] : [findGroup(state, name)];
      const all = groups.flatMap((group) => activitiesOf(state, group.name));
      const found = all.filter((it) => ids.length === 0 || ids.includes(it.activityId));
      const page = pageByPosition(found, {
        limit: input.MaxRecords,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Activities: page.items.map(toActivity), NextToken: page.nextToken };
    },
  );
