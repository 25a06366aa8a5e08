import type {
  ModifyLaunchTemplateCommandInput,
  ModifyLaunchTemplateCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { toLaunchTemplate } from "../../launch-template-shape.ts";
import { findLaunchTemplate, findTemplateVersion } from "../../lookup.ts";

/** Makes another version the default one. */
export const modifyLaunchTemplate = (ec2: Ec2) =>
  ec2Operation<ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput>(
    ["LaunchTemplateId", "LaunchTemplateName", "DefaultVersion", "ClientToken"],
    (input) => {
      const { LaunchTemplateId, LaunchTemplateName, DefaultVersion } = input;
      const template = findLaunchTemplate(ec2.state, { LaunchTemplateId, LaunchTemplateName });
      const defaultVersion = findTemplateVersion(template, DefaultVersion).versionNumber;
      const next = { ...template, defaultVersion };
      ec2.state.launchTemplates.put(template.launchTemplateId, next);
      return { LaunchTemplate: toLaunchTemplate(ec2, next) };
    },
  );
