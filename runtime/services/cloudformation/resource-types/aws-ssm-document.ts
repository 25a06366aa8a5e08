import { hasChanged, present } from "./changed.ts";
import { createOnce, isRefusedWith, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly Name?: string;
  readonly Content: object | string;
  readonly DocumentType?: string;
  readonly DocumentFormat?: string;
  readonly TargetType?: string;
  readonly VersionName?: string;
  readonly UpdateMethod?: "Replace" | "NewVersion";
  readonly Tags?: readonly Tag[];
}

/** `AWS::SSM::Document`. With `UpdateMethod: NewVersion` a change becomes the document's new default version. */
export const ssmDocument: ResourceType<Properties> = {
  properties: {
    Name: true,
    Content: true,
    DocumentType: true,
    DocumentFormat: true,
    TargetType: true,
    VersionName: true,
    UpdateMethod: true,
    Tags: true,
  },
  required: ["Content"],
  replacement: ["Name", "DocumentType"],
  attributes: [],
  tags: "list",
  async create(properties, context) {
    const Name = properties.Name ?? context.generatedName(128);
    const { DocumentType, Tags } = properties;
    const input = { ...content(Name, properties), ...present({ DocumentType, Tags }) };
    await createOnce(context, ["DocumentAlreadyExists"], () => context.call("ssm", "CreateDocument", input));
    if (context.resumed) await addVersion(Name, properties, context);
    return { physicalId: Name, attributes: {} };
  },
  async update(change, context) {
    const { physicalId: Name, properties } = change;
    if (hasChanged(change, "Content", "DocumentFormat", "TargetType", "VersionName"))
      await addVersion(Name, properties, context);
    const target = { ResourceType: "Document", ResourceId: Name };
    await updateTags(change, {
      tag: (Tags) => context.call("ssm", "AddTagsToResource", { ...target, Tags }),
      untag: (TagKeys) => context.call("ssm", "RemoveTagsFromResource", { ...target, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId: Name }, context) {
    await removeIfPresent(["InvalidDocument"], () => context.call("ssm", "DeleteDocument", { Name }));
  },
};

function content(Name: string, { Content, DocumentFormat, TargetType, VersionName }: Properties) {
  const text = typeof Content === "string" ? Content : JSON.stringify(Content);
  return { Name, Content: text, ...present({ DocumentFormat, TargetType, VersionName }) };
}

/** A document whose latest version has the very same content is left as it is. */
async function addVersion(name: string, properties: Properties, context: ResourceContext): Promise<void> {
  const input = { ...content(name, properties), DocumentVersion: "$LATEST" };
  try {
    const updated = await context.call<{ DocumentDescription: { DocumentVersion: string } }>(
      "ssm",
      "UpdateDocument",
      input,
    );
    const DocumentVersion = updated.DocumentDescription.DocumentVersion;
    await context.call("ssm", "UpdateDocumentDefaultVersion", { Name: name, DocumentVersion });
  } catch (error) {
    if (!isRefusedWith(error, ["DuplicateDocumentContent"])) throw error;
  }
}
