import type { BakeryResult, StoredObject } from "./stage-results.ts";

/** Tags that an image carries, so that a later release can reuse it without asking anything but EC2. */
export const imageTagNames = {
  recipe: "repave:recipe",
  digest: "repave:digest",
  sbom: "repave:sbom",
  manifest: "repave:manifest",
} as const;

type Tag = Readonly<{ Key?: string | undefined; Value?: string | undefined }>;

/** The tags that say what a bake made; objects as `bucket/key`. */
export function imageTags(
  image: Omit<BakeryResult, "imageId" | "imageName" | "reused">,
): Record<string, string> {
  return {
    [imageTagNames.recipe]: image.recipeDigest,
    [imageTagNames.digest]: image.digest,
    [imageTagNames.sbom]: `${image.sbom.bucket}/${image.sbom.key}`,
    [imageTagNames.manifest]: `${image.manifest.bucket}/${image.manifest.key}`,
  };
}

/** The bake's result as an image's tags tell it; undefined when one is missing (not an image of ours). */
export function readImageTags(
  image: Readonly<{ imageId: string; imageName: string; tags: readonly Tag[] }>,
): BakeryResult | undefined {
  const tags = new Map(image.tags.map((tag) => [tag.Key, tag.Value]));
  const recipeDigest = tags.get(imageTagNames.recipe);
  const digest = tags.get(imageTagNames.digest);
  const sbom = readPlace(tags.get(imageTagNames.sbom));
  const manifest = readPlace(tags.get(imageTagNames.manifest));
  if (recipeDigest === undefined || digest === undefined || !sbom || !manifest) return undefined;
  const { imageId, imageName } = image;
  return { imageId, imageName, recipeDigest, digest, reused: true, sbom, manifest };
}

function readPlace(text: string | undefined): StoredObject | undefined {
  const slash = text?.indexOf("/") ?? -1;
  if (text === undefined || slash < 1) return undefined;
  return { bucket: text.slice(0, slash), key: text.slice(slash + 1) };
}
