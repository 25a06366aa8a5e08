import { describe, expect, it } from "vitest";
import { imageTags, readImageTags } from "../../../core/image-tags.ts";

const baked = {
  recipeDigest: "r".repeat(64),
  digest: "d".repeat(64),
  sbom: { bucket: "images", key: "images/x/sbom.json" },
  manifest: { bucket: "images", key: "images/x/manifest.json" },
};
const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

describe("image tags", () => {
  it("carry a bake's result", () => {
    const image = { imageId: "ami-1", imageName: "repave-x", tags: tagsOf(imageTags(baked)) };
    expect(readImageTags(image)).toEqual({ ...baked, imageId: "ami-1", imageName: "repave-x", reused: true });
  });

  it.each(Object.keys(imageTags(baked)))("are of no use without %s", (missing) => {
    const tags = tagsOf(imageTags(baked)).filter(({ Key }) => Key !== missing);
    expect(readImageTags({ imageId: "ami-1", imageName: "x", tags })).toBeUndefined();
  });
});
