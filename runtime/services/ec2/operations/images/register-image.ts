import type { RegisterImageCommandInput, RegisterImageCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { expectArchive, readManifest } from "../../image-source.ts";
import { newId } from "../../state.ts";
import { putTags, specifiedTags } from "../../tags.ts";

/** Registers an image from its manifest in S3. The manifest is read and its archive looked for as the caller. */
export const registerImage = (ec2: Ec2) =>
  ec2Operation<RegisterImageCommandInput, RegisterImageCommandOutput>(
    [
      "ImageLocation",
      "Name",
      "Description",
      "Architecture",
      "TagSpecifications",
      "RootDeviceName",
      "VirtualizationType",
      "EnaSupport",
    ],
    async (input, context) => {
      const { state, runtime } = ec2;
      const { Name: name = "", ImageLocation: location, Architecture: architecture = "x86_64" } = input;
      checkName(name);
      if (location === undefined)
        throw new AwsError("UnsupportedOperation", "EC2: not emulated: images without an ImageLocation");
      if (architecture !== "x86_64" && architecture !== "arm64") {
        throw new AwsError(
          "InvalidParameterValue",
          `the architecture ${architecture} is not supported: x86_64 or arm64`,
        );
      }
      const manifest = await readManifest(runtime, location, context.caller);
      await expectArchive(runtime, manifest, context.caller);
      if ([...state.images.values()].some((it) => it.name === name && it.state === "available")) {
        throw new AwsError("InvalidAMIName.Duplicate", `AMI name ${name} is already in use`);
      }
      const imageId = newId("ami");
      const tags = specifiedTags(input.TagSpecifications, "image");
      putTags(state, { resourceId: imageId, tags, caller: context.caller });
      state.images.put(imageId, {
        ...{
          imageId,
          name,
          location,
          architecture,
          description: input.Description ?? "",
          state: "available",
        },
        ...{ ownerId: context.caller.accountId, createdMs: runtime.clock.now(), launchPermissions: [] },
      });
      return { ImageId: imageId };
    },
  );

function checkName(name: string): void {
  if (/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/.test(name)) return;
  const message = `AMI names have 3 to 128 letters, digits and ()[] ./-'@_ only, not: ${name}`;
  throw new AwsError("InvalidAMIName.Malformed", message);
}
