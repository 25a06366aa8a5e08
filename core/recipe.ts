import type { ReleaseConfiguration } from "./config/release-configuration.ts";
import { digestOf } from "./json/digest.ts";

/** Everything that decides what is in an image. Two releases with equal recipes share one image. */
export interface Recipe {
  /** The id of the base image. */
  readonly baseImage: string;
  /** SHA-256 of the application's archive. */
  readonly artifactDigest: string;
  /** SHA-256 of the canonical JSON of the files that are baked in besides. */
  readonly filesDigest: string;
  readonly settings: RecipeSettings;
}

export interface RecipeSettings {
  readonly application: string;
  /** SHA-256 of the canonical JSON of the command, whose arguments may be secret: a recipe is seen in histories. */
  readonly commandDigest: string;
  readonly port: number;
  /** Raised when images are laid out differently, so that older ones are not reused. */
  readonly layout: 1;
}

/** The recipe of a release: what of its configuration goes into the image. Run-time values and capacity do not. */
export function createRecipe(
  configuration: Pick<ReleaseConfiguration, "application" | "files" | "run">,
  parts: Readonly<{ baseImage: string; artifactDigest: string }>,
): Recipe {
  const { command, port } = configuration.run;
  return {
    baseImage: parts.baseImage,
    artifactDigest: parts.artifactDigest,
    filesDigest: digestOf(configuration.files),
    settings: { application: configuration.application, commandDigest: digestOf(command), port, layout: 1 },
  };
}

/** The cache key of an image: SHA-256 of the recipe's canonical JSON. */
export function recipeDigest(recipe: Recipe): string {
  return digestOf(recipe);
}

/** The image's name, unique by recipe. */
export function imageName(application: string, digest: string): string {
  return `repave-${application}-${digest.slice(0, 16)}`;
}
