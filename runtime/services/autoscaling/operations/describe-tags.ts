import type {
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  Filter,
  TagDescription,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../protocol/page.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { toTags } from "../shape.ts";

/** The tags of all groups. */
export const describeTags = (scaling: AutoScaling) =>
  autoScalingOperation<DescribeTagsCommandInput, DescribeTagsCommandOutput>(
    ["Filters", "MaxRecords", "NextToken"],
    (input) => {
      const all = [...scaling.state.groups.values()].flatMap(toTags);
      const found = all.filter((tag) => (input.Filters ?? []).every((filter) => matches(tag, filter)));
      const page = pageByPosition(found, {
        limit: input.MaxRecords,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Tags: [...page.items], NextToken: page.nextToken };
    },
  );

const MEMBERS: Readonly<Record<string, (tag: TagDescription) => string | undefined>> = {
  "auto-scaling-group": (tag) => tag.ResourceId,
  key: (tag) => tag.Key,
  value: (tag) => tag.Value,
  "propagate-at-launch": (tag) => `${tag.PropagateAtLaunch}`,
};

function matches(tag: TagDescription, { Name = "", Values = [] }: Filter): boolean {
  const read = Object.hasOwn(MEMBERS, Name) ? MEMBERS[Name] : undefined;
  if (read === undefined) throw new AwsError("ValidationError", `Filter type ${Name} is not correct.`);
  return Values.includes(read(tag) ?? "");
}
