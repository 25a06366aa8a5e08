import type { PutObjectOutput, PutObjectRequest } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checksumFields, UNSUPPORTED_CHECKSUMS, verifiedChecksum } from "../checksum.ts";
import { checkAcl, checkKey, propertiesOf, UNSUPPORTED_WRITE_MEMBERS } from "../object-properties.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";
import { requestBytes } from "../request-bytes.ts";
import { writeObject, writtenFields } from "../write-object.ts";

/** Keeps an object, after verifying every checksum that came with it. */
export function putObject(s3: ObjectStorage): Operation<PutObjectRequest, PutObjectOutput> {
  return async (input, { caller }) => {
    refuseMembers(input, [...UNSUPPORTED_WRITE_MEMBERS, ...UNSUPPORTED_CHECKSUMS], {
      code: "NotImplemented",
      status: 501,
    });
    findBucket(s3, input);
    checkKey(input.Key ?? "");
    checkAcl(input.ACL);
    const properties = propertiesOf(input);
    const bytes = requestBytes(input.Body);
    const checksum = verifiedChecksum(bytes, input);
    const object = await writeObject(s3, { input, bytes, properties, checksum, caller });
    return {
      ETag: `"${object.etag}"`,
      ...checksumFields(object.checksum),
      ...(object.checksum === undefined ? {} : { ChecksumType: object.checksum.type }),
      ...writtenFields(s3, input.Bucket, object),
    };
  };
}
