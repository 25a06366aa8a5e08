import { isRefusedWith, removeIfPresent } from "./idempotency.ts";
import type { Physical, PropertyShape, ResourceContext, ResourceType } from "./resource-type.ts";

interface Properties {
  readonly LaunchTemplateName?: string;
  readonly VersionDescription?: string;
  readonly LaunchTemplateData: object;
}

interface LaunchTemplate {
  readonly LaunchTemplateId: string;
  readonly LatestVersionNumber: number;
  readonly DefaultVersionNumber: number;
}

const PROPERTIES: PropertyShape = {
  LaunchTemplateName: true,
  VersionDescription: true,
  LaunchTemplateData: {
    ImageId: true,
    InstanceType: true,
    IamInstanceProfile: { Arn: true, Name: true },
    SecurityGroupIds: true,
    MetadataOptions: { HttpTokens: true, HttpPutResponseHopLimit: true, HttpEndpoint: true },
    UserData: true,
    TagSpecifications: { ResourceType: true, Tags: true },
  },
};

const GONE = ["InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateName.NotFoundException"];

/** `AWS::EC2::LaunchTemplate`. A change makes a new version; `LatestVersionNumber` moves, so its users change, too. */
export const ec2LaunchTemplate: ResourceType<Properties> = {
  properties: PROPERTIES,
  required: ["LaunchTemplateData"],
  replacement: ["LaunchTemplateName"],
  attributes: ["LaunchTemplateId", "LatestVersionNumber", "DefaultVersionNumber"],
  async create(properties, context) {
    const LaunchTemplateName = properties.LaunchTemplateName ?? context.generatedName(128);
    try {
      await context.call("ec2", "CreateLaunchTemplate", { LaunchTemplateName, ...version(properties) });
    } catch (error) {
      const exists = ["InvalidLaunchTemplateName.AlreadyExistsException"];
      if (!(context.resumed && isRefusedWith(error, exists))) throw error;
      await context.call("ec2", "CreateLaunchTemplateVersion", {
        LaunchTemplateName,
        ...version(properties),
      });
    }
    return describe({ LaunchTemplateNames: [LaunchTemplateName] }, context);
  },
  async update(change, context) {
    const LaunchTemplateId = change.physicalId;
    await context.call("ec2", "CreateLaunchTemplateVersion", {
      LaunchTemplateId,
      ...version(change.properties),
    });
    return describe({ LaunchTemplateIds: [LaunchTemplateId] }, context);
  },
  async remove({ physicalId: LaunchTemplateId }, context) {
    await removeIfPresent(GONE, () => context.call("ec2", "DeleteLaunchTemplate", { LaunchTemplateId }));
  },
};

function version({ VersionDescription, LaunchTemplateData }: Properties): object {
  return { LaunchTemplateData, ...(VersionDescription !== undefined && { VersionDescription }) };
}

async function describe(filter: object, context: ResourceContext): Promise<Physical> {
  const { LaunchTemplates } = await context.call<{ LaunchTemplates: readonly LaunchTemplate[] }>(
    "ec2",
    "DescribeLaunchTemplates",
    filter,
  );
  const [template] = LaunchTemplates;
  if (template === undefined) throw new Error("The launch template is not there after it was made.");
  const { LaunchTemplateId, LatestVersionNumber, DefaultVersionNumber } = template;
  const numbers = {
    LatestVersionNumber: String(LatestVersionNumber),
    DefaultVersionNumber: String(DefaultVersionNumber),
  };
  return { physicalId: LaunchTemplateId, attributes: { LaunchTemplateId, ...numbers } };
}
