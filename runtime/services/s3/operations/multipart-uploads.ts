import type {
  AbortMultipartUploadRequest,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListPartsOutput,
  ListPartsRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { urlEncoder } from "../key-listing.ts";
import { findBucket, findUpload, type ObjectStorage, removeUpload } from "../object-storage.ts";

export function abortMultipartUpload(s3: ObjectStorage): Operation<AbortMultipartUploadRequest, object> {
  return (input) => {
    refuseMembers(input, ["IfMatchInitiatedTime"], { code: "NotImplemented", status: 501 });
    removeUpload(s3, findUpload(s3, input).uploadId);
    return {};
  };
}

/** The parts that are kept so far, by number. */
export function listParts(s3: ObjectStorage): Operation<ListPartsRequest, ListPartsOutput> {
  return (input) => {
    const upload = findUpload(s3, input);
    const most = Math.min(input.MaxParts ?? 1000, 1000);
    const marker = Number(input.PartNumberMarker ?? 0);
    const left = [...s3.parts.values(`${upload.uploadId}/`)].filter(({ partNumber }) => partNumber > marker);
    const shown = left.slice(0, most);
    return {
      ...{ Bucket: upload.bucket, Key: upload.key, UploadId: upload.uploadId, MaxParts: most },
      ...{
        PartNumberMarker: String(marker),
        IsTruncated: left.length > shown.length,
        StorageClass: "STANDARD" as const,
      },
      ...(left.length > shown.length
        ? { NextPartNumberMarker: String(shown.at(-1)?.partNumber ?? marker) }
        : {}),
      ...(upload.checksum && {
        ChecksumAlgorithm: upload.checksum.algorithm,
        ChecksumType: upload.checksum.type,
      }),
      Parts: shown.map(({ partNumber, etag, modifiedMs, blob, checksum }) => ({
        ...{
          PartNumber: partNumber,
          ETag: `"${etag}"`,
          Size: blob.sizeBytes,
          LastModified: new Date(modifiedMs),
        },
        ...(upload.checksum && checksum ? { [`Checksum${upload.checksum.algorithm}`]: checksum } : {}),
      })),
    };
  };
}

/** The uploads under way in a bucket, by key. Paging by `KeyMarker` and `UploadIdMarker`. */
export function listMultipartUploads(
  s3: ObjectStorage,
): Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> {
  return (input) => {
    refuseMembers(input, ["Delimiter"], { code: "NotImplemented", status: 501 });
    const bucket = findBucket(s3, input);
    const encode = urlEncoder(input.EncodingType);
    const most = Math.min(input.MaxUploads ?? 1000, 1000);
    const place = (key: string, uploadId = "\u{10ffff}") => `${key}\0${uploadId}`;
    const after = input.KeyMarker ? place(input.KeyMarker, input.UploadIdMarker || undefined) : "";
    const left = [...s3.uploads.values()]
      .filter(({ bucket: name, key }) => name === bucket.name && key.startsWith(input.Prefix ?? ""))
      .filter(({ key, uploadId }) => place(key, uploadId) > after)
      .sort((a, b) => (place(a.key, a.uploadId) < place(b.key, b.uploadId) ? -1 : 1));
    const shown = left.slice(0, most);
    const last = left.length > shown.length ? shown.at(-1) : undefined;
    return {
      ...{ Bucket: bucket.name, MaxUploads: most, IsTruncated: last !== undefined },
      ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.uploadId }),
      Uploads: shown.map(({ uploadId, key, initiatedMs, properties }) => ({
        ...{ UploadId: uploadId, Key: encode(key), Initiated: new Date(initiatedMs) },
        StorageClass: properties.storageClass,
      })),
    };
  };
}
