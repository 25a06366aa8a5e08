import type {
  DeletedObject,
  _Error as DeleteError,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { BucketState } from "../bucket-state.ts";
import { checkWriteConditions } from "../conditions.ts";
import { s3Errors } from "../errors.ts";
import { currentKey, findBucket, type ObjectStorage } from "../object-storage.ts";
import { addDeleteMarker, removeVersion } from "../versions.ts";

const MOST_KEYS = 1000;
const UNSUPPORTED = ["MFA", "IfMatchLastModifiedTime", "IfMatchSize"];

/** Deletes an object, hides it behind a delete marker where versions are kept, or deletes one version for good. */
export function deleteObject(s3: ObjectStorage): Operation<DeleteObjectRequest, DeleteObjectOutput> {
  return (input) => {
    refuseMembers(input, UNSUPPORTED, { code: "NotImplemented", status: 501 });
    const bucket = findBucket(s3, input);
    const deleted = deleteKey(s3, {
      bucket,
      key: input.Key ?? "",
      versionId: input.VersionId,
      etag: input.IfMatch,
    });
    return {
      ...(deleted.DeleteMarker ? { DeleteMarker: true } : {}),
      ...versionOf(deleted),
    };
  };
}

/** Deletes up to 1000 keys, and says for each what became of it. */
export function deleteObjects(s3: ObjectStorage): Operation<DeleteObjectsRequest, DeleteObjectsOutput> {
  return (input) => {
    refuseMembers(input, ["MFA"], { code: "NotImplemented", status: 501 });
    const bucket = findBucket(s3, input);
    const objects = input.Delete?.Objects ?? [];
    if (objects.length < 1 || objects.length > MOST_KEYS) {
      throw s3Errors.malformedXml(`1 to ${MOST_KEYS} objects can be deleted at once, not ${objects.length}.`);
    }
    const Deleted: DeletedObject[] = [];
    const Errors: DeleteError[] = [];
    for (const { Key: key = "", VersionId: versionId, ETag: etag } of objects) {
      try {
        Deleted.push(deleteKey(s3, { bucket, key, versionId, etag }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ Key: key, Code: error.code, Message: error.message });
      }
    }
    return { ...(input.Delete?.Quiet ? {} : { Deleted }), ...(Errors.length === 0 ? {} : { Errors }) };
  };
}

interface KeyToDelete {
  readonly bucket: BucketState;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly etag: string | undefined;
}

function deleteKey(s3: ObjectStorage, { bucket, key, versionId, etag }: KeyToDelete): DeletedObject {
  checkWriteConditions(s3, { bucket: bucket.name, key, conditions: { IfMatch: etag } });
  if (versionId !== undefined) {
    const removed = removeVersion(s3, { bucket: bucket.name, key, versionId });
    const marker = removed?.kind === "delete-marker";
    return {
      Key: key,
      VersionId: versionId,
      ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
    };
  }
  if (bucket.versioning !== undefined) {
    const marker = addDeleteMarker(s3, bucket, key);
    return { Key: key, DeleteMarker: true, DeleteMarkerVersionId: marker.versionId };
  }
  const latest = s3.current.get(currentKey(bucket.name, key));
  if (latest !== undefined) removeVersion(s3, { bucket: bucket.name, key, versionId: latest.versionId });
  return { Key: key };
}

function versionOf(deleted: DeletedObject): { VersionId?: string } {
  const versionId = deleted.DeleteMarkerVersionId ?? deleted.VersionId;
  return versionId === undefined ? {} : { VersionId: versionId };
}
