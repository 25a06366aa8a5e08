import type {
  GetObjectOutput,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { type RequestedSpan, requestedSpan } from "../byte-range.ts";
import { checksumFields } from "../checksum.ts";
import { checkReadConditions } from "../conditions.ts";
import { s3Errors } from "../errors.ts";
import { encryptionFields } from "../object-encryption.ts";
import { propertyFields } from "../object-properties.ts";
import type { StoredObject } from "../object-state.ts";
import { findObject, type ObjectStorage } from "../object-storage.ts";
import { readObject } from "../read-object.ts";
import { versionFields } from "../write-object.ts";

const CUSTOMER_KEY_MEMBERS = ["SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5"];

/** An object's bytes, or a range or part of them. */
export function getObject(s3: ObjectStorage): Operation<GetObjectRequest, GetObjectOutput> {
  return async (input, { caller }) => {
    const { object, span } = findForReading(s3, input);
    const Body = (await readObject(s3, { object, span, caller })) as GetObjectOutput["Body"];
    return { Body, ...describe(s3, { input, object, span }), ...overrides(input) };
  };
}

/** What GetObject would answer, without the bytes. */
export function headObject(s3: ObjectStorage): Operation<HeadObjectRequest, HeadObjectOutput> {
  return (input) => {
    try {
      const { object, span } = findForReading(s3, input);
      return { ...describe(s3, { input, object, span }), ...overrides(input) };
    } catch (error) {
      throw error instanceof AwsError && error.status === 404 ? s3Errors.notFound() : error;
    }
  };
}

type ReadRequest = GetObjectRequest | HeadObjectRequest;

function findForReading(
  s3: ObjectStorage,
  input: ReadRequest,
): { object: StoredObject; span: RequestedSpan } {
  refuseMembers(input, CUSTOMER_KEY_MEMBERS, { code: "NotImplemented", status: 501 });
  const object = findObject(s3, input);
  checkReadConditions(object, input);
  return { object, span: requestedSpan(object, input) };
}

function describe(
  s3: ObjectStorage,
  { input, object, span }: Readonly<{ input: ReadRequest; object: StoredObject; span: RequestedSpan }>,
) {
  const whole = span.end - span.start === object.sizeBytes;
  const checksum = input.ChecksumMode === "ENABLED" && whole ? object.checksum : undefined;
  return {
    AcceptRanges: "bytes",
    LastModified: new Date(object.modifiedMs),
    ContentLength: span.end - span.start,
    ETag: `"${object.etag}"`,
    ...propertyFields(object.properties),
    ...encryptionFields(object.encryption),
    ...versionFields(s3, input.Bucket, object),
    ...checksumFields(checksum),
    ...(checksum === undefined ? {} : { ChecksumType: checksum.type }),
    ...(span.partial ? { ContentRange: `bytes ${span.start}-${span.end - 1}/${object.sizeBytes}` } : {}),
    ...(input.PartNumber === undefined || !object.multipart ? {} : { PartsCount: object.blobs.length }),
  };
}

/** `response-content-type` and its like: a (presigned) request may say how the answer is to be labelled. */
function overrides(input: ReadRequest) {
  const wanted = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
