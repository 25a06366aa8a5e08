import type { DescribeInstancesCommandInput, DescribeInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { STATE_CODES } from "../../instance-event.ts";
import { toReservations } from "../../instance-shape.ts";
import { findInstances } from "../../lookup.ts";
import type { InstanceRecord } from "../../records.ts";

/** The instances there are, with those terminated within the last hour. */
export const describeInstances = (ec2: Ec2) =>
  ec2Operation<DescribeInstancesCommandInput, DescribeInstancesCommandOutput>(
    ["InstanceIds", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state, runtime } = ec2;
      const tagsOf = (it: InstanceRecord) => state.tags.get(it.instanceId);
      const records = findInstances(state, input.InstanceIds);
      const found = applyFilters(records, { filters: input.Filters, table: FILTERS, tagsOf });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return {
        Reservations: toReservations(state, runtime.accountId, page.items),
        NextToken: page.nextToken,
      };
    },
  );

const FILTERS: FilterTable<InstanceRecord> = {
  architecture: (it) => it.architecture,
  "availability-zone": (it) => it.availabilityZone,
  "client-token": (it) => it.clientToken,
  "group-id": (it) => it.securityGroupIds,
  "iam-instance-profile.arn": (it) => it.profile?.arn,
  "image-id": (it) => it.imageId,
  "instance.group-id": (it) => it.securityGroupIds,
  "instance-id": (it) => it.instanceId,
  "instance-state-code": (it) => `${STATE_CODES[it.state]}`,
  "instance-state-name": (it) => it.state,
  "instance-type": (it) => it.instanceType,
  "key-name": (it) => it.keyName,
  "launch-time": (it) => new Date(it.launchTimeMs).toISOString(),
  "private-ip-address": (it) => (it.state === "terminated" ? undefined : it.privateIp),
  "reservation-id": (it) => it.reservationId,
  "root-device-type": () => "instance-store",
  "subnet-id": (it) => it.subnetId,
  "vpc-id": (it) => it.vpcId,
};
