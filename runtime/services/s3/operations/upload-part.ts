import { createHash } from "node:crypto";
import type {
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
  UploadPartRequest,
} from "@aws-sdk/client-s3";
import type { Caller } from "../../../kernel/caller.ts";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { requestedSpan } from "../byte-range.ts";
import type { ObjectChecksum } from "../checksum.ts";
import { checksumFields, UNSUPPORTED_CHECKSUMS, verifiedChecksum } from "../checksum.ts";
import { findCopySource, UNSUPPORTED_COPY_MEMBERS } from "../copy-source.ts";
import { s3Errors } from "../errors.ts";
import { encryptionFields, openDataKey } from "../object-encryption.ts";
import { UNSUPPORTED_WRITE_MEMBERS } from "../object-properties.ts";
import type { PartState } from "../object-state.ts";
import { findUpload, type ObjectRequest, type ObjectStorage, partKey } from "../object-storage.ts";
import { readObjectBytes } from "../read-object.ts";
import { requestBytes } from "../request-bytes.ts";

const LAST_PART_NUMBER = 10_000;

/** Keeps one part; a part sent again replaces the earlier one. */
export function uploadPart(s3: ObjectStorage): Operation<UploadPartRequest, UploadPartOutput> {
  return async (input, { caller }) => {
    const unsupported = [...UNSUPPORTED_WRITE_MEMBERS, ...UNSUPPORTED_CHECKSUMS];
    refuseMembers(input, unsupported, { code: "NotImplemented", status: 501 });
    const upload = findUpload(s3, input);
    const bytes = requestBytes(input.Body);
    const wanted = input.ChecksumAlgorithm ?? upload.checksum?.algorithm;
    const checksum = verifiedChecksum(
      bytes,
      wanted === undefined ? input : { ...input, ChecksumAlgorithm: wanted },
    );
    const part = await keepPart(s3, { input, bytes, checksum, caller });
    return { ETag: `"${part.etag}"`, ...checksumFields(checksum), ...encryptionFields(upload.encryption) };
  };
}

/** Keeps bytes of an existing object as a part. */
export function uploadPartCopy(s3: ObjectStorage): Operation<UploadPartCopyRequest, UploadPartCopyOutput> {
  return async (input, { caller }) => {
    const unsupported = [...UNSUPPORTED_WRITE_MEMBERS, ...UNSUPPORTED_COPY_MEMBERS];
    refuseMembers(input, unsupported, { code: "NotImplemented", status: 501 });
    const upload = findUpload(s3, input);
    const { object } = findCopySource(s3, input);
    const span = requestedSpan(object, { Range: input.CopySourceRange });
    const bytes = await readObjectBytes(s3, { object, span, caller });
    const checksum =
      upload.checksum && verifiedChecksum(bytes, { ChecksumAlgorithm: upload.checksum.algorithm });
    const part = await keepPart(s3, { input, bytes, checksum, caller });
    const LastModified = new Date(part.modifiedMs);
    return {
      CopyPartResult: { ETag: `"${part.etag}"`, LastModified, ...checksumFields(checksum) },
      ...encryptionFields(upload.encryption),
    };
  };
}

interface NewPart {
  readonly input: ObjectRequest & {
    readonly UploadId: string | undefined;
    readonly PartNumber: number | undefined;
  };
  readonly bytes: Uint8Array;
  readonly checksum: ObjectChecksum | undefined;
  readonly caller: Caller;
}

async function keepPart(s3: ObjectStorage, { input, bytes, checksum, caller }: NewPart): Promise<PartState> {
  const partNumber = input.PartNumber ?? 0;
  if (partNumber < 1 || partNumber > LAST_PART_NUMBER) {
    throw s3Errors.invalidArgument(
      `Part number must be an integer between 1 and ${LAST_PART_NUMBER}, inclusive`,
    );
  }
  const { encryption, uploadId } = findUpload(s3, input);
  const blob = await s3.blobs.write(bytes, await openDataKey(s3, { encryption, caller }));
  if (!s3.uploads.has(uploadId)) {
    s3.blobs.discard([blob]);
    throw s3Errors.noSuchUpload(uploadId);
  }
  const etag = createHash("md5").update(bytes).digest("hex");
  const modifiedMs = s3.runtime.clock.now();
  const part: PartState = {
    partNumber,
    etag,
    modifiedMs,
    blob,
    ...(checksum && { checksum: checksum.value }),
  };
  const before = s3.parts.get(partKey(uploadId, partNumber));
  s3.parts.put(partKey(uploadId, partNumber), part);
  if (before !== undefined) s3.blobs.discard([before.blob]);
  return part;
}
