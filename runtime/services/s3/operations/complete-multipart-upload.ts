import { createHash } from "node:crypto";
import type {
  CompletedPart,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
} from "@aws-sdk/client-s3";
import type { Caller } from "../../../kernel/caller.ts";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { ObjectChecksum } from "../checksum.ts";
import { checksumFields, createChecksum, sentChecksum, UNSUPPORTED_CHECKSUMS } from "../checksum.ts";
import { checkWriteConditions } from "../conditions.ts";
import { s3Errors } from "../errors.ts";
import { openDataKey } from "../object-encryption.ts";
import { UNSUPPORTED_WRITE_MEMBERS } from "../object-properties.ts";
import type { PartState, UploadState } from "../object-state.ts";
import { findBucket, findUpload, type ObjectStorage, partKey, removeUpload } from "../object-storage.ts";
import { readBlobs } from "../read-object.ts";
import { addObject } from "../versions.ts";
import { writtenFields } from "../write-object.ts";

const SMALLEST_PART_BYTES = 5_242_880;

/** Makes an object of the named parts, in one step: their files become the object's, none is copied. */
export function completeMultipartUpload(
  s3: ObjectStorage,
): Operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> {
  return async (input, { caller }) => {
    const unsupported = [...UNSUPPORTED_WRITE_MEMBERS, ...UNSUPPORTED_CHECKSUMS];
    refuseMembers(input, unsupported, { code: "NotImplemented", status: 501 });
    const upload = findUpload(s3, input);
    const chosen = chosenParts(s3, upload, input.MultipartUpload?.Parts ?? []);
    const checksum = await checksumOfParts(s3, { upload, parts: chosen, caller });
    verifyChecksum(input, checksum);
    findUpload(s3, input);
    const parts = chosenParts(s3, upload, input.MultipartUpload?.Parts ?? []);
    checkWriteConditions(s3, { bucket: upload.bucket, key: upload.key, conditions: input });
    const blobs = parts.map(({ blob }) => blob);
    const object = addObject(s3, findBucket(s3, input), {
      ...{ key: upload.key, sizeBytes: sizeOf(parts), etag: etagOf(parts), multipart: true, blobs },
      ...{ properties: upload.properties, encryption: upload.encryption },
      ...(checksum === undefined ? {} : { checksum }),
    });
    removeUpload(s3, upload.uploadId, blobs);
    return {
      Location: `${s3.runtime.endpoint()}/${upload.bucket}/${upload.key.split("/").map(encodeURIComponent).join("/")}`,
      ...{ Bucket: upload.bucket, Key: upload.key, ETag: `"${object.etag}"` },
      ...checksumFields(checksum),
      ...(checksum === undefined ? {} : { ChecksumType: checksum.type }),
      ...writtenFields(s3, upload.bucket, object),
    };
  };
}

function chosenParts(s3: ObjectStorage, upload: UploadState, asked: readonly CompletedPart[]): PartState[] {
  if (asked.length === 0) throw s3Errors.malformedXml("You must specify at least one part");
  const parts = asked.map((wanted, index) => {
    const number = wanted.PartNumber ?? 0;
    if (index > 0 && number <= (asked[index - 1]?.PartNumber ?? 0)) throw s3Errors.invalidPartOrder();
    const part = s3.parts.get(partKey(upload.uploadId, number));
    const sent = upload.checksum && wanted[`Checksum${upload.checksum.algorithm}`];
    const same =
      part?.etag === wanted.ETag?.replaceAll('"', "") && (sent === undefined || sent === part?.checksum);
    if (part === undefined || !same) throw s3Errors.invalidPart(number);
    return part;
  });
  const small = parts.slice(0, -1).find(({ blob }) => blob.sizeBytes < SMALLEST_PART_BYTES);
  if (small) throw s3Errors.partTooSmall(small.partNumber, small.blob.sizeBytes);
  return parts;
}

interface PartsToSum {
  readonly upload: UploadState;
  readonly parts: readonly PartState[];
  readonly caller: Caller;
}

/** A composite checksum is that of the parts' checksums; a full one is computed over all the bytes. */
async function checksumOfParts(
  s3: ObjectStorage,
  { upload, parts, caller }: PartsToSum,
): Promise<ObjectChecksum | undefined> {
  if (upload.checksum === undefined) return undefined;
  const { algorithm, type } = upload.checksum;
  const checksum = createChecksum(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) checksum.update(Buffer.from(part.checksum ?? "", "base64"));
    return { algorithm, type, value: `${checksum.digest().toString("base64")}-${parts.length}` };
  }
  const blobs = parts.map(({ blob }) => blob);
  const release = s3.blobs.hold(blobs);
  try {
    const dataKey = await openDataKey(s3, { encryption: upload.encryption, caller });
    const span = { start: 0, end: sizeOf(parts) };
    for await (const piece of readBlobs(s3, { object: { blobs }, span, dataKey })) checksum.update(piece);
  } finally {
    release();
  }
  return { algorithm, type, value: checksum.digest().toString("base64") };
}

function verifyChecksum(input: CompleteMultipartUploadRequest, checksum: ObjectChecksum | undefined): void {
  const sent = sentChecksum(input);
  if (sent === undefined || checksum === undefined) return;
  if (sent.algorithm !== checksum.algorithm || sent.value !== checksum.value)
    throw s3Errors.badDigest(sent.algorithm);
}

function sizeOf(parts: readonly PartState[]): number {
  return parts.reduce((sum, { blob }) => sum + blob.sizeBytes, 0);
}

/** AWS's ETag of such objects: the MD5 of the parts' MD5s, and their number. */
function etagOf(parts: readonly PartState[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
}
