import type {
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { checkLaunchData } from "../../launch-settings.ts";
import { toLaunchTemplateVersion } from "../../launch-template-shape.ts";
import { findLaunchTemplate, findTemplateVersion } from "../../lookup.ts";
import type { LaunchTemplateVersionRecord } from "../../records.ts";

/** Adds a version, on top of a source version where one is named. */
export const createLaunchTemplateVersion = (ec2: Ec2) =>
  ec2Operation<CreateLaunchTemplateVersionCommandInput, CreateLaunchTemplateVersionCommandOutput>(
    [
      "LaunchTemplateId",
      "LaunchTemplateName",
      "LaunchTemplateData",
      "SourceVersion",
      "VersionDescription",
      "ClientToken",
    ],
    (input, context) => {
      const { state, runtime } = ec2;
      const { LaunchTemplateId, LaunchTemplateName, SourceVersion, VersionDescription: description } = input;
      const template = findLaunchTemplate(state, { LaunchTemplateId, LaunchTemplateName });
      const source = SourceVersion === undefined ? {} : findTemplateVersion(template, SourceVersion).data;
      const data = { ...source, ...input.LaunchTemplateData };
      checkLaunchData(data);
      const latestVersion = template.latestVersion + 1;
      const version: LaunchTemplateVersionRecord = {
        ...{
          versionNumber: latestVersion,
          data,
          createdMs: runtime.clock.now(),
          createdBy: context.caller.arn,
        },
        ...(description === undefined ? {} : { description }),
      };
      const next = { ...template, latestVersion, versions: [...template.versions, version] };
      state.launchTemplates.put(template.launchTemplateId, next);
      return { LaunchTemplateVersion: toLaunchTemplateVersion(next, version) };
    },
  );
