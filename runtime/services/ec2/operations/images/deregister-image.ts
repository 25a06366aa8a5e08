import type { DeregisterImageCommandInput, DeregisterImageCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findImage } from "../../lookup.ts";

/** Takes an image out of use. Running instances keep running; its files in S3 stay. */
export const deregisterImage = (ec2: Ec2) =>
  ec2Operation<DeregisterImageCommandInput, DeregisterImageCommandOutput>(["ImageId"], (input, context) => {
    const image = findImage(ec2.state, input.ImageId);
    if (image.ownerId !== context.caller.accountId) {
      throw new AwsError("AuthFailure", `Not authorized for image: ${image.imageId}`, { status: 401 });
    }
    ec2.state.images.put(image.imageId, { ...image, state: "deregistered" });
    ec2.state.tags.delete(image.imageId);
    return { Return: true };
  });
