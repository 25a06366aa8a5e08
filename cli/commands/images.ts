import { DescribeImagesCommand, EC2Client, type Image } from "@aws-sdk/client-ec2";
import { Command } from "commander";
import { resolveTarget } from "../target/target.ts";
import { formatAge } from "../terminal/duration.ts";
import { formatResult } from "../terminal/output.ts";
import { paintStatus } from "../terminal/status.ts";
import { type ListOptions, withListOptions } from "./options.ts";

/** The images that repave baked, and the base images they stand on. */
export function imagesCommand(): Command {
  return withListOptions(
    new Command("images").description("baked images and base images, the newest first"),
  ).action(listImages);
}

async function listImages(options: ListOptions): Promise<void> {
  const target = await resolveTarget(options);
  const ec2 = new EC2Client(target.clientConfig);
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
  const rows = Images.toSorted((one, other) =>
    (other.CreationDate ?? "").localeCompare(one.CreationDate ?? ""),
  );
  process.stdout.write(
    formatResult(
      { value: rows, rows, columns: imageColumns(Date.now()), empty: "No image yet." },
      options.output,
    ),
  );
}

function imageColumns(nowMs: number) {
  return {
    image: (image: Image) => image.ImageId ?? "",
    name: (image: Image) => image.Name ?? "",
    state: (image: Image) => paintStatus(image.State ?? ""),
    application: (image: Image) => tagOf(image, "repave:application"),
    recipe: (image: Image) => tagOf(image, "repave:recipe").slice(0, 12),
    created: (image: Image) => formatAge(Date.parse(image.CreationDate ?? ""), nowMs),
  };
}

function tagOf(image: Image, key: string): string {
  return image.Tags?.find((tag) => tag.Key === key)?.Value ?? "";
}
