import type { CopyObjectOutput, CopyObjectRequest } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { ObjectChecksum } from "../checksum.ts";
import { checksumFields, checksumName, checksumOf } from "../checksum.ts";
import { type CopySource, findCopySource, UNSUPPORTED_COPY_MEMBERS } from "../copy-source.ts";
import { s3Errors } from "../errors.ts";
import {
  checkAcl,
  checkKey,
  propertiesOf,
  tagsFromHeader,
  UNSUPPORTED_WRITE_MEMBERS,
} from "../object-properties.ts";
import type { ObjectProperties } from "../object-state.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";
import { readObjectBytes } from "../read-object.ts";
import { versionFields, writeObject, writtenFields } from "../write-object.ts";

/** Copies an object, decrypted and encrypted again as the target has it. */
export function copyObject(s3: ObjectStorage): Operation<CopyObjectRequest, CopyObjectOutput> {
  return async (input, { caller }) => {
    const unsupported = [...UNSUPPORTED_WRITE_MEMBERS, ...UNSUPPORTED_COPY_MEMBERS, "AnnotationDirective"];
    refuseMembers(input, unsupported, { code: "NotImplemented", status: 501 });
    findBucket(s3, input);
    checkKey(input.Key ?? "");
    checkAcl(input.ACL);
    const source = findCopySource(s3, input);
    refuseCopyOntoItself(source, input);
    const { object } = source;
    const bytes = await readObjectBytes(s3, { object, span: { start: 0, end: object.sizeBytes }, caller });
    const checksum = checksumFor(bytes, input, object.checksum);
    const properties = copiedProperties(source, input);
    const copy = await writeObject(s3, { input, bytes, properties, checksum, caller });
    const { VersionId: sourceVersion } = versionFields(s3, source.bucket, object);
    return {
      CopyObjectResult: {
        ETag: `"${copy.etag}"`,
        LastModified: new Date(copy.modifiedMs),
        ...checksumFields(copy.checksum),
        ...(copy.checksum === undefined ? {} : { ChecksumType: copy.checksum.type }),
      },
      ...(sourceVersion === undefined ? {} : { CopySourceVersionId: sourceVersion }),
      ...writtenFields(s3, input.Bucket, copy),
    };
  };
}

function checksumFor(
  bytes: Uint8Array,
  input: CopyObjectRequest,
  existing: ObjectChecksum | undefined,
): ObjectChecksum | undefined {
  const algorithm = input.ChecksumAlgorithm ? checksumName(input.ChecksumAlgorithm) : existing?.algorithm;
  return algorithm && { algorithm, value: checksumOf(algorithm, bytes), type: "FULL_OBJECT" };
}

function copiedProperties({ object }: CopySource, input: CopyObjectRequest): ObjectProperties {
  const storageClass = propertiesOf({ StorageClass: input.StorageClass }).storageClass;
  const described = input.MetadataDirective === "REPLACE" ? propertiesOf(input) : object.properties;
  const tags = input.TaggingDirective === "REPLACE" ? tagsFromHeader(input.Tagging) : object.properties.tags;
  return { ...described, storageClass, tags };
}

function refuseCopyOntoItself(source: CopySource, input: CopyObjectRequest): void {
  const same = source.bucket === input.Bucket && source.key === input.Key;
  const changes = ["MetadataDirective", "TaggingDirective"] as const;
  const changed = changes.some((name) => input[name] === "REPLACE");
  if (
    !same ||
    changed ||
    input.StorageClass ||
    input.ServerSideEncryption ||
    input.CopySource?.includes("?versionId=")
  ) {
    return;
  }
  throw s3Errors.invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
