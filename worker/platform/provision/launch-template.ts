import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  type RequestLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { instanceProfileArn } from "./instance-role.ts";
import { colourTags, isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

type LaunchTemplate = ProvisionResult["launchTemplate"];

export interface LaunchSettings {
  readonly colour: Colour;
  readonly securityGroup: string;
}

/** A version of the colour's launch template for this release: its image, its role, where its configuration is. */
export async function writeLaunchTemplate(
  context: StackContext,
  settings: LaunchSettings,
): Promise<LaunchTemplate> {
  const LaunchTemplateName = context.names.launchTemplate(settings.colour);
  const LaunchTemplateData = launchData(context, settings);
  try {
    const Tags = tagList({ ...stackTags(context), "repave:colour": settings.colour });
    const { LaunchTemplate: made } = await context.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName,
        LaunchTemplateData,
        TagSpecifications: [{ ResourceType: "launch-template", Tags }],
      }),
    );
    return { id: made?.LaunchTemplateId ?? "", version: String(made?.LatestVersionNumber ?? 1) };
  } catch (error) {
    if (!isRefusedWith(error, "InvalidLaunchTemplateName.AlreadyExistsException")) throw error;
    return addVersion(context, LaunchTemplateName, LaunchTemplateData);
  }
}

async function addVersion(
  { ec2, request }: StackContext,
  LaunchTemplateName: string,
  LaunchTemplateData: RequestLaunchTemplateData,
): Promise<LaunchTemplate> {
  const { LaunchTemplateVersion: made } = await ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateName,
      LaunchTemplateData,
      VersionDescription: request.releaseId,
    }),
  );
  if (made?.LaunchTemplateId === undefined || made.VersionNumber === undefined)
    throw new Error(`launch template ${LaunchTemplateName} got a version without a number`);
  return { id: made.LaunchTemplateId, version: String(made.VersionNumber) };
}

function launchData(context: StackContext, settings: LaunchSettings): RequestLaunchTemplateData {
  const { payload } = context.request;
  const Tags = tagList(colourTags(context, settings.colour));
  return {
    ImageId: payload.imageId,
    InstanceType: payload.capacity.instanceType as NonNullable<RequestLaunchTemplateData["InstanceType"]>,
    IamInstanceProfile: { Arn: instanceProfileArn(context, settings.colour) },
    SecurityGroupIds: [settings.securityGroup, ...payload.network.securityGroupIds],
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    UserData: Buffer.from(userData(context)).toString("base64"),
    TagSpecifications: [{ ResourceType: "instance", Tags }],
  };
}

/** References only: whoever reads an instance's user data learns no value of the configuration. */
function userData({ request }: StackContext): string {
  const { configParameter, logs } = request.payload;
  return JSON.stringify({ configParameter, logGroup: logs.group });
}
