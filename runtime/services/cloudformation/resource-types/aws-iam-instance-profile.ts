import { present } from "./changed.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";

interface Properties {
  readonly InstanceProfileName?: string;
  readonly Path?: string;
  readonly Roles: readonly string[];
}

const GONE = ["NoSuchEntity", "NoSuchEntityException"];
const EXISTS = ["EntityAlreadyExists", "EntityAlreadyExistsException"];

/** `AWS::IAM::InstanceProfile`. */
export const iamInstanceProfile: ResourceType<Properties> = {
  properties: { InstanceProfileName: true, Path: true, Roles: true },
  required: ["Roles"],
  replacement: ["InstanceProfileName", "Path"],
  attributes: ["Arn"],
  async create({ InstanceProfileName = "", Path, Roles }, context) {
    const name = InstanceProfileName || context.generatedName(128);
    const input = { InstanceProfileName: name, ...present({ Path }) };
    await createOnce(context, EXISTS, () => context.call("iam", "CreateInstanceProfile", input));
    for (const RoleName of Roles)
      await createOnce(context, ["LimitExceeded", "LimitExceededException", ...EXISTS], () =>
        context.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName: name, RoleName }),
      );
    const { InstanceProfile } = await context.call<{ InstanceProfile: { Arn: string } }>(
      "iam",
      "GetInstanceProfile",
      {
        InstanceProfileName: name,
      },
    );
    return { physicalId: name, attributes: { Arn: InstanceProfile.Arn } };
  },
  async update(change, context) {
    const InstanceProfileName = change.physicalId;
    await removeRoles(InstanceProfileName, change.previous.Roles, context);
    for (const RoleName of change.properties.Roles)
      await context.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    return change;
  },
  async remove({ physicalId: InstanceProfileName, properties }, context) {
    await removeRoles(InstanceProfileName, properties.Roles, context);
    await removeIfPresent(GONE, () => context.call("iam", "DeleteInstanceProfile", { InstanceProfileName }));
  },
};

async function removeRoles(
  InstanceProfileName: string,
  roles: readonly string[],
  context: ResourceContext,
): Promise<void> {
  for (const RoleName of roles)
    await removeIfPresent(GONE, () =>
      context.call("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName }),
    );
}
