import type {
  GetBucketAclOutput,
  GetBucketAclRequest,
  GetObjectAclOutput,
  GetObjectAclRequest,
  Grant,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { findBucket, findObject, type ObjectStorage } from "../object-storage.ts";

/** What every bucket and object has where ACLs are off: the owner, and nobody else, may do everything. */
function ownersAcl({ runtime }: ObjectStorage): { Owner: { ID: string }; Grants: Grant[] } {
  const ID = runtime.accountId.padStart(64, "0");
  return { Owner: { ID }, Grants: [{ Grantee: { Type: "CanonicalUser", ID }, Permission: "FULL_CONTROL" }] };
}

export function getBucketAcl(s3: ObjectStorage): Operation<GetBucketAclRequest, GetBucketAclOutput> {
  return (input) => {
    findBucket(s3, input);
    return ownersAcl(s3);
  };
}

export function getObjectAcl(s3: ObjectStorage): Operation<GetObjectAclRequest, GetObjectAclOutput> {
  return (input) => {
    findObject(s3, input);
    return ownersAcl(s3);
  };
}
