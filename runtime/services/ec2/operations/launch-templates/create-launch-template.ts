import type {
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { checkLaunchData } from "../../launch-settings.ts";
import { toLaunchTemplate } from "../../launch-template-shape.ts";
import { newId } from "../../state.ts";
import { putTags, specifiedTags } from "../../tags.ts";

/** Makes a launch template with its version 1. */
export const createLaunchTemplate = (ec2: Ec2) =>
  ec2Operation<CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput>(
    ["LaunchTemplateName", "LaunchTemplateData", "VersionDescription", "TagSpecifications", "ClientToken"],
    (input, context) => {
      const { state, runtime } = ec2;
      const {
        LaunchTemplateName: name = "",
        LaunchTemplateData: data = {},
        VersionDescription: description,
      } = input;
      if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
        throw new AwsError(
          "InvalidLaunchTemplateName.MalformedException",
          `not a launch template name: ${name}`,
        );
      }
      checkLaunchData(data);
      if ([...state.launchTemplates.values()].some((it) => it.name === name)) {
        throw new AwsError(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          `Launch template name already in use: ${name}`,
        );
      }
      const made = { createdMs: runtime.clock.now(), createdBy: context.caller.arn };
      const launchTemplateId = newId("lt");
      const version = {
        ...made,
        versionNumber: 1,
        data,
        ...(description === undefined ? {} : { description }),
      };
      const template = {
        ...made,
        launchTemplateId,
        name,
        defaultVersion: 1,
        latestVersion: 1,
        versions: [version],
      };
      const tags = specifiedTags(input.TagSpecifications, "launch-template");
      putTags(state, { resourceId: launchTemplateId, tags, caller: context.caller });
      state.launchTemplates.put(launchTemplateId, template);
      return { LaunchTemplate: toLaunchTemplate(ec2, template) };
    },
  );
