import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

const Digest = Type.String({ pattern: "^[0-9a-f]{64}$" });

const ImageManifestSchema = Type.Object({
  schemaVersion: Type.Literal(1),
  name: Type.String({ minLength: 1 }),
  archive: Type.Object({
    bucket: Type.String({ minLength: 1 }),
    key: Type.String({ minLength: 1 }),
    sha256: Digest,
    sizeBytes: Type.Integer({ minimum: 28 }),
  }),
  encryption: Type.Object({
    algorithm: Type.Literal("AES-256-GCM"),
    keyId: Type.String({ minLength: 1 }),
    encryptedDataKey: Type.String({ minLength: 1 }),
    encryptionContext: Type.Record(Type.String(), Type.String()),
  }),
  contentSha256: Digest,
  boot: Type.Object({ command: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }) }),
  createdAt: Type.String(),
  baseImage: Type.Optional(Type.String()),
  recipeDigest: Type.Optional(Type.String()),
  releaseId: Type.Optional(Type.String()),
});

/** What an image is: where its encrypted archive lies, how it is opened, and what boots it. */
export type ImageManifest = Static<typeof ImageManifestSchema>;

const validator = Compile(ImageManifestSchema);

/** Reads a manifest. Throws an `Error` that names every member that is not as it should be. */
export function parseImageManifest(text: string): ImageManifest {
  const value: unknown = JSON.parse(text);
  if (validator.Check(value)) return value;
  const problems = [...validator.Errors(value)].map(
    (error) => `${error.instancePath || "/"} ${error.message}`,
  );
  throw new Error(`not an image manifest: ${problems.join("; ")}`);
}
