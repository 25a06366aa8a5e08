import type { GetObjectAttributesOutput, GetObjectAttributesRequest } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { checksumFields } from "../checksum.ts";
import type { StoredObject } from "../object-state.ts";
import { findObject, type ObjectStorage } from "../object-storage.ts";
import { versionFields } from "../write-object.ts";

/** The attributes that are asked for by name. */
export function getObjectAttributes(
  s3: ObjectStorage,
): Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> {
  return (input) => {
    const object = findObject(s3, input);
    const asked = new Set<string>(input.ObjectAttributes ?? []);
    return {
      LastModified: new Date(object.modifiedMs),
      ...versionFields(s3, input.Bucket, object),
      ...(asked.has("ETag") ? { ETag: object.etag } : {}),
      ...(asked.has("ObjectSize") ? { ObjectSize: object.sizeBytes } : {}),
      ...(asked.has("StorageClass") ? { StorageClass: object.properties.storageClass } : {}),
      ...(asked.has("Checksum") && object.checksum ? { Checksum: checksumOf(object) } : {}),
      ...(asked.has("ObjectParts") && object.multipart
        ? { ObjectParts: { TotalPartsCount: object.blobs.length } }
        : {}),
    };
  };
}

function checksumOf({ checksum }: StoredObject) {
  return { ...checksumFields(checksum), ...(checksum === undefined ? {} : { ChecksumType: checksum.type }) };
}
