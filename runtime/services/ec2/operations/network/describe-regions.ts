import type { DescribeRegionsCommandInput, DescribeRegionsCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";

/** The one region that this runtime is. */
export const describeRegions = (ec2: Ec2) =>
  ec2Operation<DescribeRegionsCommandInput, DescribeRegionsCommandOutput>(
    ["RegionNames", "AllRegions", "Filters"],
    (input) => {
      const region = { RegionName: ec2.runtime.region, name: ec2.runtime.region };
      for (const name of input.RegionNames ?? []) {
        if (name !== region.name)
          throw new AwsError("InvalidParameterValue", `Invalid region '${name}' specified`);
      }
      const found = applyFilters([region], {
        filters: input.Filters,
        table: FILTERS,
        tagsOf: () => undefined,
      });
      const Regions = found.map(({ RegionName }) => ({
        RegionName,
        Endpoint: `ec2.${RegionName}.amazonaws.com`,
        OptInStatus: "opt-in-not-required",
      }));
      return { Regions };
    },
  );

const FILTERS: FilterTable<{ readonly name: string }> = {
  "region-name": (it) => it.name,
  endpoint: (it) => `ec2.${it.name}.amazonaws.com`,
  "opt-in-status": () => "opt-in-not-required",
};
