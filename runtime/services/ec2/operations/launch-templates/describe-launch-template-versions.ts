import type {
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
} from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { toLaunchTemplateVersion } from "../../launch-template-shape.ts";
import { findLaunchTemplate, findTemplateVersion } from "../../lookup.ts";

/** The versions of a launch template, the newest first. */
export const describeLaunchTemplateVersions = (ec2: Ec2) =>
  ec2Operation<DescribeLaunchTemplateVersionsCommandInput, DescribeLaunchTemplateVersionsCommandOutput>(
    [
      "LaunchTemplateId",
      "LaunchTemplateName",
      "Versions",
      "MinVersion",
      "MaxVersion",
      "MaxResults",
      "NextToken",
    ],
    (input) => {
      const { LaunchTemplateId, LaunchTemplateName, Versions: wanted = [] } = input;
      const template = findLaunchTemplate(ec2.state, { LaunchTemplateId, LaunchTemplateName });
      const named = wanted.map((version) => findTemplateVersion(template, version));
      const versions = named.length > 0 ? named : [...template.versions].reverse();
      const [from, to] = [Number(input.MinVersion ?? 1), Number(input.MaxVersion ?? template.latestVersion)];
      const found = versions.filter((it) => it.versionNumber >= from && it.versionNumber <= to);
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      const LaunchTemplateVersions = page.items.map((it) => toLaunchTemplateVersion(template, it));
      return { LaunchTemplateVersions, NextToken: page.nextToken };
    },
  );
