import type {
  DescribeImageAttributeCommandInput,
  DescribeImageAttributeCommandOutput,
  LaunchPermission,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findImage } from "../../lookup.ts";

/** The description of an image, or who may launch it. */
export const describeImageAttribute = (ec2: Ec2) =>
  ec2Operation<DescribeImageAttributeCommandInput, DescribeImageAttributeCommandOutput>(
    ["ImageId", "Attribute"],
    (input) => {
      const image = findImage(ec2.state, input.ImageId);
      const ImageId = image.imageId;
      switch (input.Attribute) {
        case "description":
          return { ImageId, Description: { Value: image.description } };
        case "launchPermission":
          return { ImageId, LaunchPermissions: image.launchPermissions.map(toPermission) };
        default:
          throw new AwsError(
            "UnsupportedOperation",
            `EC2: not emulated: the image attribute ${input.Attribute}`,
          );
      }
    },
  );

function toPermission(name: string): LaunchPermission {
  return name === "all" ? { Group: "all" } : { UserId: name };
}
