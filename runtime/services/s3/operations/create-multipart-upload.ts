import { randomBytes } from "node:crypto";
import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checksumName } from "../checksum.ts";
import { encryptionFields, newDataKey } from "../object-encryption.ts";
import { checkAcl, checkKey, propertiesOf, UNSUPPORTED_WRITE_MEMBERS } from "../object-properties.ts";
import type { UploadState } from "../object-state.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

/** Begins an upload in parts. All its parts are encrypted under one data key. */
export function createMultipartUpload(
  s3: ObjectStorage,
): Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> {
  return async (input, { caller }) => {
    refuseMembers(input, UNSUPPORTED_WRITE_MEMBERS, { code: "NotImplemented", status: 501 });
    const bucket = findBucket(s3, input);
    const key = input.Key ?? "";
    checkKey(key);
    checkAcl(input.ACL);
    const properties = propertiesOf(input);
    const checksum = checksumFor(input);
    const { encryption } = await newDataKey(s3, { bucket, key, request: input, caller });
    const upload: UploadState = {
      ...{ uploadId: randomBytes(48).toString("base64url"), bucket: bucket.name, key },
      ...{ initiatedMs: s3.runtime.clock.now(), properties, encryption },
      ...(checksum === undefined ? {} : { checksum }),
    };
    s3.uploads.put(upload.uploadId, upload);
    return {
      ...{ Bucket: bucket.name, Key: key, UploadId: upload.uploadId, ...encryptionFields(encryption) },
      ...(checksum === undefined
        ? {}
        : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    };
  };
}

function checksumFor(input: CreateMultipartUploadRequest): UploadState["checksum"] {
  if (input.ChecksumAlgorithm === undefined) return undefined;
  const algorithm = checksumName(input.ChecksumAlgorithm);
  return { algorithm, type: input.ChecksumType ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE") };
}
