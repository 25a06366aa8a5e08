import { createHash, randomBytes } from "node:crypto";
import type { Caller } from "../../kernel/caller.ts";
import type { ObjectChecksum } from "./checksum.ts";
import { checkWriteConditions, type ReadConditions } from "./conditions.ts";
import { type EncryptionRequest, encryptionFields, newDataKey } from "./object-encryption.ts";
import type { ObjectProperties, StoredObject } from "./object-state.ts";
import { findBucket, type ObjectRequest, type ObjectStorage } from "./object-storage.ts";
import { addObject } from "./versions.ts";

export interface WriteRequest {
  readonly input: ObjectRequest & EncryptionRequest & Pick<ReadConditions, "IfMatch" | "IfNoneMatch">;
  readonly bytes: Uint8Array;
  readonly properties: ObjectProperties;
  readonly checksum: ObjectChecksum | undefined;
  readonly caller: Caller;
}

/**
 * Encrypts and keeps an object. Its bytes are safe on disk before the metadata names them, and the conditions are
 * checked again in the same turn that it becomes the latest version.
 */
export async function writeObject(s3: ObjectStorage, request: WriteRequest): Promise<StoredObject> {
  const { input, bytes, properties, checksum, caller } = request;
  const key = input.Key ?? "";
  const bucket = findBucket(s3, input);
  checkWriteConditions(s3, { bucket: bucket.name, key, conditions: input });
  const { dataKey, encryption } = await newDataKey(s3, { bucket, key, request: input, caller });
  const blob = await s3.blobs.write(bytes, dataKey);
  try {
    const bucketNow = findBucket(s3, input);
    checkWriteConditions(s3, { bucket: bucket.name, key, conditions: input });
    return addObject(s3, bucketNow, {
      ...{ key, sizeBytes: bytes.length, etag: etagOf(bytes, encryption.algorithm) },
      ...{ properties, encryption, blobs: [blob], multipart: false },
      ...(checksum === undefined ? {} : { checksum }),
    });
  } catch (error) {
    s3.blobs.discard([blob]);
    throw error;
  }
}

/** As on AWS, the ETag is the MD5 of the bytes under SSE-S3, and tells nothing of them under SSE-KMS. */
function etagOf(bytes: Uint8Array, algorithm: StoredObject["encryption"]["algorithm"]): string {
  if (algorithm === "aws:kms") return randomBytes(16).toString("hex");
  return createHash("md5").update(bytes).digest("hex");
}

/** The version members of an answer; absent for what was written without versioning. */
export function versionFields(
  s3: ObjectStorage,
  bucket: string | undefined,
  version: { readonly versionId: string },
) {
  const versioned = s3.buckets.get(bucket ?? "")?.versioning !== undefined;
  return versioned ? { VersionId: version.versionId } : {};
}

/** What PutObject, CopyObject and CompleteMultipartUpload all answer of a new object. */
export function writtenFields(s3: ObjectStorage, bucket: string | undefined, object: StoredObject) {
  return { ...encryptionFields(object.encryption), ...versionFields(s3, bucket, object) };
}
