import type { ChecksumType, StorageClass } from "@aws-sdk/client-s3";
import type { ChecksumName, ObjectChecksum } from "./checksum.ts";

/** Encrypted bytes: in a file of their own, or, when few, beside the metadata. */
export interface BlobReference {
  /** Name of the file below `<dataDir>/s3/`. */
  readonly file?: string;
  /** Base64 of the encrypted bytes. */
  readonly inline?: string;
  /** Base64; with the number of a segment it is the segment's nonce. */
  readonly noncePrefix: string;
  readonly sizeBytes: number;
}

/** The data key that an object's bytes are encrypted under, and what the client asked for. */
export interface ObjectEncryption {
  readonly algorithm: "AES256" | "aws:kms";
  readonly keyArn: string;
  /** Base64 of the data key, encrypted by KMS. */
  readonly dataKey: string;
  readonly context: Readonly<Record<string, string>>;
  readonly bucketKeyEnabled?: boolean;
}

/** What the writer says about an object, besides its bytes. */
export interface ObjectProperties {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: StorageClass;
  readonly tags: Readonly<Record<string, string>>;
}

/** What all versions have: objects and delete markers. */
interface VersionBase {
  readonly key: string;
  /** `null` for versions written without versioning. */
  readonly versionId: string;
  /** Grows with every write, over restarts too. */
  readonly sequence: number;
  readonly modifiedMs: number;
}

export interface DeleteMarker extends VersionBase {
  readonly kind: "delete-marker";
}

export interface StoredObject extends VersionBase {
  readonly kind: "object";
  readonly etag: string;
  readonly sizeBytes: number;
  readonly properties: ObjectProperties;
  readonly encryption: ObjectEncryption;
  readonly checksum?: ObjectChecksum;
  readonly blobs: readonly BlobReference[];
  /** Whether it was uploaded in parts; then each blob is a part. */
  readonly multipart: boolean;
}

export type ObjectVersion = DeleteMarker | StoredObject;

/** A multipart upload under way. */
export interface UploadState {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiatedMs: number;
  readonly properties: ObjectProperties;
  readonly encryption: ObjectEncryption;
  readonly checksum?: { readonly algorithm: ChecksumName; readonly type: ChecksumType };
}

export interface PartState {
  readonly partNumber: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly blob: BlobReference;
  readonly checksum?: string;
}
