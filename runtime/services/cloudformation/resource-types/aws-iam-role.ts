import { isDeepStrictEqual } from "node:util";
import { hasChanged, present } from "./changed.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly AssumeRolePolicyDocument: object;
  readonly MaxSessionDuration?: number;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: object }[];
  readonly Tags?: readonly Tag[];
}

const GONE = ["NoSuchEntity", "NoSuchEntityException"];
const EXISTS = ["EntityAlreadyExists", "EntityAlreadyExistsException"];

/** `AWS::IAM::Role` with its inline and managed policies. */
export const iamRole: ResourceType<Properties> = {
  properties: {
    RoleName: true,
    Path: true,
    Description: true,
    AssumeRolePolicyDocument: true,
    MaxSessionDuration: true,
    ManagedPolicyArns: true,
    Policies: { PolicyName: true, PolicyDocument: true },
    Tags: true,
  },
  required: ["AssumeRolePolicyDocument"],
  replacement: ["RoleName", "Path"],
  attributes: ["Arn", "RoleId"],
  tags: "list",
  async create(properties, context) {
    const RoleName = properties.RoleName ?? context.generatedName(64);
    const { Path, Description, MaxSessionDuration, Tags } = properties;
    const optional = present({ Path, Description, MaxSessionDuration, Tags });
    const AssumeRolePolicyDocument = JSON.stringify(properties.AssumeRolePolicyDocument);
    await createOnce(context, EXISTS, () =>
      context.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, ...optional }),
    );
    await applyPolicies(RoleName, { properties, previous: undefined }, context);
    const { Role } = await context.call<{ Role: { Arn: string; RoleId: string } }>("iam", "GetRole", {
      RoleName,
    });
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  async update(change, context) {
    const { physicalId: RoleName, properties } = change;
    const { Description = "", MaxSessionDuration = 3600 } = properties;
    if (hasChanged(change, "AssumeRolePolicyDocument")) {
      const PolicyDocument = JSON.stringify(properties.AssumeRolePolicyDocument);
      await context.call("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
    }
    if (hasChanged(change, "Description", "MaxSessionDuration"))
      await context.call("iam", "UpdateRole", { RoleName, Description, MaxSessionDuration });
    await applyPolicies(RoleName, change, context);
    await updateTags(change, {
      tag: (Tags) => context.call("iam", "TagRole", { RoleName, Tags }),
      untag: (TagKeys) => context.call("iam", "UntagRole", { RoleName, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId: RoleName, properties }, context) {
    for (const { PolicyName } of properties.Policies ?? [])
      await removeIfPresent(GONE, () => context.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
    for (const PolicyArn of properties.ManagedPolicyArns ?? [])
      await removeIfPresent(GONE, () => context.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
    await removeIfPresent(GONE, () => context.call("iam", "DeleteRole", { RoleName }));
  },
};

async function applyPolicies(
  RoleName: string,
  { properties, previous }: Readonly<{ properties: Properties; previous: Properties | undefined }>,
  context: ResourceContext,
): Promise<void> {
  const before = new Map(previous?.Policies?.map((policy) => [policy.PolicyName, policy.PolicyDocument]));
  for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
    if (isDeepStrictEqual(before.get(PolicyName), PolicyDocument)) before.delete(PolicyName);
    else {
      before.delete(PolicyName);
      const input = { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) };
      await context.call("iam", "PutRolePolicy", input);
    }
  }
  for (const PolicyName of before.keys())
    await removeIfPresent(GONE, () => context.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  await attachPolicies(
    RoleName,
    { now: properties.ManagedPolicyArns, before: previous?.ManagedPolicyArns },
    context,
  );
}

async function attachPolicies(
  RoleName: string,
  {
    now = [],
    before = [],
  }: Readonly<{ now: readonly string[] | undefined; before: readonly string[] | undefined }>,
  context: ResourceContext,
): Promise<void> {
  for (const PolicyArn of now.filter((arn) => !before.includes(arn)))
    await context.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  for (const PolicyArn of before.filter((arn) => !now.includes(arn)))
    await removeIfPresent(GONE, () => context.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
}
