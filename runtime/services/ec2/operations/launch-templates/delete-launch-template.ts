import type {
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { toLaunchTemplate } from "../../launch-template-shape.ts";
import { findLaunchTemplate } from "../../lookup.ts";

/** Removes a launch template with all its versions. */
export const deleteLaunchTemplate = (ec2: Ec2) =>
  ec2Operation<DeleteLaunchTemplateCommandInput, DeleteLaunchTemplateCommandOutput>(
    ["LaunchTemplateId", "LaunchTemplateName"],
    (input) => {
      const { LaunchTemplateId, LaunchTemplateName } = input;
      const template = findLaunchTemplate(ec2.state, { LaunchTemplateId, LaunchTemplateName });
      const LaunchTemplate = toLaunchTemplate(ec2, template);
      ec2.state.launchTemplates.delete(template.launchTemplateId);
      ec2.state.tags.delete(template.launchTemplateId);
      return { LaunchTemplate };
    },
  );
