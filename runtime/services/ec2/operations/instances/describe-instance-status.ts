import type {
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  InstanceStatus,
} from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { STATE_CODES } from "../../instance-event.ts";
import { toInstanceState } from "../../instance-shape.ts";
import { findInstances } from "../../lookup.ts";
import type { InstanceRecord } from "../../records.ts";

/** The status of the running instances, or of all. */
export const describeInstanceStatus = (ec2: Ec2) =>
  ec2Operation<DescribeInstanceStatusCommandInput, DescribeInstanceStatusCommandOutput>(
    ["InstanceIds", "Filters", "MaxResults", "NextToken", "IncludeAllInstances"],
    (input) => {
      const { state } = ec2;
      const records = findInstances(state, input.InstanceIds);
      const wanted = records.filter((it) => input.IncludeAllInstances === true || it.state === "running");
      const tagsOf = (it: InstanceRecord) => state.tags.get(it.instanceId);
      const found = applyFilters(wanted, { filters: input.Filters, table: FILTERS, tagsOf });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { InstanceStatuses: page.items.map(toStatus), NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<InstanceRecord> = {
  "availability-zone": (it) => it.availabilityZone,
  "instance-state-name": (it) => it.state,
  "instance-state-code": (it) => `${STATE_CODES[it.state]}`,
  "instance-status.status": (it) => statusOf(it),
  "system-status.status": (it) => statusOf(it),
};

function toStatus(it: InstanceRecord): InstanceStatus {
  const Status = statusOf(it);
  const Details = Status === "ok" ? [{ Name: "reachability" as const, Status: "passed" as const }] : [];
  return {
    InstanceId: it.instanceId,
    AvailabilityZone: it.availabilityZone,
    InstanceState: toInstanceState(it.state),
    InstanceStatus: { Status, Details },
    SystemStatus: { Status, Details },
  };
}

/** An instance is running when its boot process has started: there is no check that takes longer. */
function statusOf(it: InstanceRecord): "ok" | "not-applicable" {
  return it.state === "running" ? "ok" : "not-applicable";
}
