import type {
  AvailabilityZone,
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";

/** The two zones of the region. */
export const describeAvailabilityZones = (ec2: Ec2) =>
  ec2Operation<DescribeAvailabilityZonesCommandInput, DescribeAvailabilityZonesCommandOutput>(
    ["ZoneNames", "ZoneIds", "Filters"],
    (input) => {
      const { region } = ec2.runtime;
      const zones = ["a", "b"].map((letter, index) => ({
        name: `${region}${letter}`,
        id: `use1-az${index + 1}`,
        region,
      }));
      const names = input.ZoneNames ?? [];
      const unknown = names.find((name) => !zones.some((zone) => zone.name === name));
      if (unknown !== undefined)
        throw new AwsError("InvalidParameterValue", `Invalid availability zone: [${unknown}]`);
      const wanted = zones.filter(
        (zone) =>
          (names.length === 0 || names.includes(zone.name)) && (input.ZoneIds?.includes(zone.id) ?? true),
      );
      const found = applyFilters(wanted, { filters: input.Filters, table: FILTERS, tagsOf: () => undefined });
      return { AvailabilityZones: found.map(toAvailabilityZone) };
    },
  );

interface Zone {
  readonly name: string;
  readonly id: string;
  readonly region: string;
}

const FILTERS: FilterTable<Zone> = {
  "zone-name": (it) => it.name,
  "zone-id": (it) => it.id,
  "zone-type": () => "availability-zone",
  "region-name": (it) => it.region,
  state: () => "available",
  "opt-in-status": () => "opt-in-not-required",
};

function toAvailabilityZone(zone: Zone): AvailabilityZone {
  return {
    ZoneName: zone.name,
    ZoneId: zone.id,
    RegionName: zone.region,
    GroupName: zone.region,
    NetworkBorderGroup: zone.region,
    State: "available",
    OptInStatus: "opt-in-not-required",
    ZoneType: "availability-zone",
    Messages: [],
  };
}
