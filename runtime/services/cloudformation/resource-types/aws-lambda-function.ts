import { hasChanged, hasChangedBesides } from "./changed.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, tagMap, updateTags } from "./tags.ts";

interface Properties {
  readonly FunctionName?: string;
  readonly Code: { readonly S3Bucket?: string; readonly S3Key?: string; readonly ZipFile?: string };
  readonly Role: string;
  readonly Handler?: string;
  readonly Runtime?: string;
  readonly Description?: string;
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Architectures?: readonly string[];
  readonly KmsKeyArn?: string;
  readonly Tags?: readonly Tag[];
}

/** `AWS::Lambda::Function` with its code in S3. */
export const lambdaFunction: ResourceType<Properties> = {
  properties: {
    FunctionName: true,
    Code: { S3Bucket: true, S3Key: true },
    Role: true,
    Handler: true,
    Runtime: true,
    Description: true,
    MemorySize: true,
    Timeout: true,
    Environment: { Variables: true },
    Architectures: true,
    KmsKeyArn: true,
    Tags: true,
  },
  required: ["Code", "Role"],
  replacement: ["FunctionName"],
  attributes: ["Arn"],
  tags: "list",
  async create(properties, context) {
    const FunctionName = properties.FunctionName ?? context.generatedName(64);
    const { Code, Architectures, Tags } = properties;
    const input = {
      ...configuration(FunctionName, properties),
      Code,
      ...(Architectures && { Architectures }),
    };
    await createOnce(context, ["ResourceConflictException"], () =>
      context.call("lambda", "CreateFunction", { ...input, Tags: tagMap(Tags) }),
    );
    if (context.resumed) await replaceEverything(FunctionName, properties, context);
    const Arn = `arn:aws:lambda:${context.region}:${context.accountId}:function:${FunctionName}`;
    return { physicalId: FunctionName, attributes: { Arn } };
  },
  async update(change, context) {
    const { physicalId: FunctionName, properties } = change;
    if (hasChanged(change, "Code", "Architectures")) await updateCode(FunctionName, properties, context);
    if (hasChangedBesides(change, "Code", "Architectures", "Tags"))
      await context.call("lambda", "UpdateFunctionConfiguration", configuration(FunctionName, properties));
    const Resource = change.attributes.Arn;
    await updateTags(change, {
      tag: (tags) => context.call("lambda", "TagResource", { Resource, Tags: tagMap(tags) }),
      untag: (TagKeys) => context.call("lambda", "UntagResource", { Resource, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId: FunctionName }, context) {
    const gone = ["ResourceNotFoundException"];
    await removeIfPresent(gone, () => context.call("lambda", "DeleteFunction", { FunctionName }));
  },
};

/** What both CreateFunction and UpdateFunctionConfiguration take; what is left out of a template goes back to its default. */
function configuration(FunctionName: string, properties: Properties): object {
  const { Role, Handler, Runtime, KmsKeyArn, Description = "", MemorySize = 128, Timeout = 3 } = properties;
  return {
    FunctionName,
    Role,
    Description,
    MemorySize: Number(MemorySize),
    Timeout: Number(Timeout),
    Environment: { Variables: properties.Environment?.Variables ?? {} },
    ...(Handler !== undefined && { Handler }),
    ...(Runtime !== undefined && { Runtime }),
    ...(KmsKeyArn !== undefined && { KMSKeyArn: KmsKeyArn }),
  };
}

async function updateCode(
  FunctionName: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const { Code, Architectures } = properties;
  await context.call("lambda", "UpdateFunctionCode", {
    FunctionName,
    ...Code,
    ...(Architectures && { Architectures }),
  });
}

async function replaceEverything(
  name: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  await updateCode(name, properties, context);
  await context.call("lambda", "UpdateFunctionConfiguration", configuration(name, properties));
}
