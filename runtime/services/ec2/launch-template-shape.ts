import type { LaunchTemplate, LaunchTemplateVersion, ResponseLaunchTemplateData } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import type { LaunchTemplateRecord, LaunchTemplateVersionRecord } from "./records.ts";
import { toTagList } from "./tags.ts";

/** A launch template as the API shows it. */
export function toLaunchTemplate({ state }: Ec2, it: LaunchTemplateRecord): LaunchTemplate {
  return {
    LaunchTemplateId: it.launchTemplateId,
    LaunchTemplateName: it.name,
    CreateTime: new Date(it.createdMs),
    CreatedBy: it.createdBy,
    DefaultVersionNumber: it.defaultVersion,
    LatestVersionNumber: it.latestVersion,
    Tags: toTagList(state.tags.get(it.launchTemplateId)),
  };
}

/** One version of a launch template as the API shows it. */
export function toLaunchTemplateVersion(
  template: LaunchTemplateRecord,
  it: LaunchTemplateVersionRecord,
): LaunchTemplateVersion {
  return {
    LaunchTemplateId: template.launchTemplateId,
    LaunchTemplateName: template.name,
    VersionNumber: it.versionNumber,
    VersionDescription: it.description,
    CreateTime: new Date(it.createdMs),
    CreatedBy: it.createdBy,
    DefaultVersion: it.versionNumber === template.defaultVersion,
    LaunchTemplateData: it.data as ResponseLaunchTemplateData,
  };
}
