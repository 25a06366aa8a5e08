import type {
  DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplatesCommandOutput,
} from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { toLaunchTemplate } from "../../launch-template-shape.ts";
import { findLaunchTemplate, findResources } from "../../lookup.ts";
import type { LaunchTemplateRecord } from "../../records.ts";

/** The launch templates there are. */
export const describeLaunchTemplates = (ec2: Ec2) =>
  ec2Operation<DescribeLaunchTemplatesCommandInput, DescribeLaunchTemplatesCommandOutput>(
    ["LaunchTemplateIds", "LaunchTemplateNames", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state } = ec2;
      const named = (input.LaunchTemplateNames ?? []).map((it) =>
        findLaunchTemplate(state, { LaunchTemplateName: it }),
      );
      const templates =
        named.length > 0 ? named : findResources(state, "launchTemplates", input.LaunchTemplateIds);
      const tagsOf = (it: LaunchTemplateRecord) => state.tags.get(it.launchTemplateId);
      const found = applyFilters(templates, { filters: input.Filters, table: FILTERS, tagsOf });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return {
        LaunchTemplates: page.items.map((it) => toLaunchTemplate(ec2, it)),
        NextToken: page.nextToken,
      };
    },
  );

const FILTERS: FilterTable<LaunchTemplateRecord> = {
  "launch-template-name": (it) => it.name,
  "create-time": (it) => new Date(it.createdMs).toISOString(),
};
