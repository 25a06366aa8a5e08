import { ModifyImageAttributeCommand } from "@aws-sdk/client-ec2";
import { CreateGrantCommand } from "@aws-sdk/client-kms";
import { imageEncryptionContext } from "../../image/manifest.ts";
import type { ImageClients } from "../../image/read-image.ts";

export interface ImageToShare {
  readonly imageId: string;
  readonly imageName: string;
  readonly keyId: string;
  readonly withAccount: string;
}

/**
 * Lets one account launch the image and open its archive, and no other: a launch permission, and a grant on the key
 * that holds for this image's encryption context alone. Both may be repeated.
 */
export async function shareImage(
  { ec2, kms }: Pick<ImageClients, "ec2" | "kms">,
  image: ImageToShare,
): Promise<void> {
  await Promise.all([
    ec2.send(
      new ModifyImageAttributeCommand({
        ImageId: image.imageId,
        LaunchPermission: { Add: [{ UserId: image.withAccount }] },
      }),
    ),
    kms.send(
      new CreateGrantCommand({
        KeyId: image.keyId,
        Name: `${image.imageName}-${image.withAccount}`,
        GranteePrincipal: `arn:aws:iam::${image.withAccount}:root`,
        Operations: ["Decrypt", "DescribeKey"],
        Constraints: { EncryptionContextEquals: imageEncryptionContext(image.imageName) },
      }),
    ),
  ]);
}
