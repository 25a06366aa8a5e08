import type {
  LaunchPermission,
  ModifyImageAttributeCommandInput,
  ModifyImageAttributeCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findImage } from "../../lookup.ts";

/** Changes the description of an image or who may launch it. */
export const modifyImageAttribute = (ec2: Ec2) =>
  ec2Operation<ModifyImageAttributeCommandInput, ModifyImageAttributeCommandOutput>(
    [
      "ImageId",
      "Attribute",
      "Description",
      "LaunchPermission",
      "OperationType",
      "UserIds",
      "UserGroups",
      "Value",
    ],
    (input, context) => {
      const image = findImage(ec2.state, input.ImageId);
      if (image.ownerId !== context.caller.accountId) {
        throw new AwsError("AuthFailure", `Not authorized for image: ${image.imageId}`, { status: 401 });
      }
      const description =
        input.Description?.Value ?? (input.Attribute === "description" ? input.Value : undefined);
      if (input.Attribute !== undefined && !["description", "launchPermission"].includes(input.Attribute)) {
        throw new AwsError(
          "UnsupportedOperation",
          `EC2: not emulated: the image attribute ${input.Attribute}`,
        );
      }
      const { added, removed } = permissionChanges(input);
      const kept = image.launchPermissions.filter((it) => !removed.includes(it));
      ec2.state.images.put(image.imageId, {
        ...image,
        description: description ?? image.description,
        launchPermissions: [...new Set([...kept, ...added])],
      });
      return {};
    },
  );

/** Both ways of saying it: the structure `LaunchPermission`, and `OperationType` with lists. */
function permissionChanges(
  input: ModifyImageAttributeCommandInput,
): Record<"added" | "removed", readonly string[]> {
  const listed = [...(input.UserIds ?? []), ...(input.UserGroups ?? [])];
  const toNames = (permissions: readonly LaunchPermission[] = []) => permissions.map(toName);
  return {
    added: [...toNames(input.LaunchPermission?.Add), ...(input.OperationType === "add" ? listed : [])],
    removed: [
      ...toNames(input.LaunchPermission?.Remove),
      ...(input.OperationType === "remove" ? listed : []),
    ],
  };
}

function toName(permission: LaunchPermission): string {
  const name = permission.UserId ?? permission.Group ?? "";
  if (name === "all" || /^\d{12}$/.test(name)) return name;
  throw new AwsError(
    "InvalidAMIAttributeItemValue",
    `a launch permission is an account id or the group all, not: ${name}`,
  );
}
