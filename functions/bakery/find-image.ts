import { DescribeImagesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { imageTagNames, readImageTags } from "../../core/image-tags.ts";
import type { BakeryResult } from "../../core/stage-results.ts";

/** An available image of ours that was baked from this recipe, as the result of a bake; undefined when there is none. */
export async function findImage(ec2: EC2Client, recipeDigest: string): Promise<BakeryResult | undefined> {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ["self"],
      Filters: [
        { Name: `tag:${imageTagNames.recipe}`, Values: [recipeDigest] },
        { Name: "state", Values: ["available"] },
      ],
    }),
  );
  for (const { ImageId: imageId = "", Name: imageName = "", Tags: tags = [] } of Images) {
    const image = readImageTags({ imageId, imageName, tags });
    if (image !== undefined) return image;
  }
  return undefined;
}
