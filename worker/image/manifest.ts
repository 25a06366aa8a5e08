/**
 * The manifest beside an image's archive: what `RegisterImage` is pointed at by `ImageLocation`, as EC2's own
 * instance-store images are an encrypted bundle and a manifest in a bucket.
 */
export interface ImageManifest {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly archive: {
    readonly bucket: string;
    readonly key: string;
    /** Of the encrypted object. */
    readonly sha256: string;
    readonly sizeBytes: number;
  };
  readonly encryption: {
    readonly algorithm: "AES-256-GCM";
    readonly keyId: string;
    /** Base64 of the data key, encrypted under `keyId` with the encryption context. */
    readonly encryptedDataKey: string;
    readonly encryptionContext: Readonly<Record<string, string>>;
  };
  /** Of the plain tar.gz. */
  readonly contentSha256: string;
  /** Of `opt/repave/checksums.json` in the image, which lists the digest of every file of the application. */
  readonly checksumsSha256?: string;
  readonly boot: { readonly command: readonly string[] };
  readonly createdAt: string;
  readonly baseImage?: string;
  readonly recipeDigest?: string;
  readonly releaseId?: string;
}

/** The encryption context that an image's data key is bound to. */
export const imageEncryptionContext = (name: string): Record<string, string> => ({ "repave:image": name });

/** Reads a manifest; throws when it is no manifest of a version known here. */
export const parseManifest = (text: string): ImageManifest => {
  const value = JSON.parse(text) as Partial<ImageManifest>;
  const complete = value.archive?.key && value.encryption?.encryptedDataKey && value.contentSha256;
  if (value.schemaVersion !== 1 || !complete)
    throw new Error(
      "expected an image manifest of schemaVersion 1 with archive, encryption and contentSha256",
    );
  return value as ImageManifest;
};
