import type {
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  TagDescription,
} from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { resourceTypeOf } from "./create-tags.ts";

/** Every tag of every resource. */
export const describeTags = (ec2: Ec2) =>
  ec2Operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>(
    ["Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state } = ec2;
      const all: TagDescription[] = [...state.tags.entries()].flatMap(([ResourceId, tags]) =>
        Object.entries(tags).map(([Key, Value]) => ({
          ...{ ResourceId, Key, Value, ResourceType: resourceTypeOf(state, ResourceId) },
        })),
      );
      const found = applyFilters(all, { filters: input.Filters, table: FILTERS, tagsOf: toOwnTag });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Tags: [...page.items], NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<TagDescription> = {
  key: (it) => it.Key,
  value: (it) => it.Value,
  "resource-id": (it) => it.ResourceId,
  "resource-type": (it) => it.ResourceType,
};

function toOwnTag(it: TagDescription): Readonly<Record<string, string>> {
  return { [it.Key ?? ""]: it.Value ?? "" };
}
