import { AwsError } from "../../protocol/aws-error.ts";

type Details = Readonly<Record<string, unknown>>;
const refusal = (code: string, status: number, message: string, details: Details = {}) =>
  new AwsError(code, message, { status, details });

/** S3's refusals with the codes and statuses of its API reference. */
export const s3Errors = {
  noSuchBucket: (BucketName: string) =>
    refusal("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName }),
  noSuchKey: (Key: string) => refusal("NoSuchKey", 404, "The specified key does not exist.", { Key }),
  noSuchVersion: (Key: string, VersionId: string) =>
    refusal("NoSuchVersion", 404, "The specified version does not exist.", { Key, VersionId }),
  noSuchUpload: (UploadId: string) =>
    refusal(
      "NoSuchUpload",
      404,
      "The specified multipart upload does not exist. It may have been aborted or completed.",
      {
        UploadId,
      },
    ),
  /** HEAD answers carry no body, so the SDK knows them by the status alone. */
  notFound: () => refusal("NotFound", 404, "Not Found"),
  notConfigured: (code: string, what: string) => refusal(code, 404, `The ${what} was not found`),
  bucketExists: (BucketName: string) =>
    refusal(
      "BucketAlreadyOwnedByYou",
      409,
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName },
    ),
  bucketNotEmpty: (BucketName: string) =>
    refusal("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", { BucketName }),
  bucketName: (BucketName: string) =>
    refusal("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName }),
  location: (location: string) =>
    refusal(
      "IllegalLocationConstraintException",
      400,
      `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    ),
  accessDenied: (message = "Access Denied") => refusal("AccessDenied", 403, message),
  methodNotAllowed: () =>
    refusal("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
  preconditionFailed: (Condition: string) =>
    refusal("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      Condition,
    }),
  notModified: () => refusal("NotModified", 304, "Not Modified"),
  invalidRange: (ActualObjectSize: number) =>
    refusal("InvalidRange", 416, "The requested range is not satisfiable", { ActualObjectSize }),
  badDigest: (what: string) =>
    refusal("BadDigest", 400, `The ${what} you specified did not match the calculated checksum.`),
  invalidDigest: () => refusal("InvalidDigest", 400, "The Content-MD5 you specified was invalid."),
  invalidRequest: (message: string) => refusal("InvalidRequest", 400, message),
  invalidArgument: (message: string) => refusal("InvalidArgument", 400, message),
  invalidPart: (PartNumber: number) =>
    refusal(
      "InvalidPart",
      400,
      "One or more of the specified parts could not be found. The part may not have been uploaded, or its entity tag may not have matched.",
      { PartNumber },
    ),
  invalidPartOrder: () => refusal("InvalidPartOrder", 400, "The list of parts was not in ascending order."),
  partTooSmall: (PartNumber: number, ProposedSize: number) =>
    refusal("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
      PartNumber,
      ProposedSize,
      MinSizeAllowed: 5_242_880,
    }),
  keyTooLong: (Size: number) =>
    refusal("KeyTooLongError", 400, "Your key is too long", { Size, MaxSizeAllowed: 1024 }),
  metadataTooLarge: (Size: number) =>
    refusal("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      Size,
      MaxSizeAllowed: 2048,
    }),
  invalidTag: (message: string) => refusal("InvalidTag", 400, message),
  malformedPolicy: (message: string) => refusal("MalformedPolicy", 400, message),
  malformedXml: (message: string) => refusal("MalformedXML", 400, message),
  noAcls: () => refusal("AccessControlListNotSupported", 400, "The bucket does not allow ACLs"),
  notImplemented: (message: string) => refusal("NotImplemented", 501, message),
  /** A refusal of KMS, as S3 passes it on. */
  kms: (cause: AwsError) => new AwsError(`KMS.${cause.code}`, cause.message, { status: 400, cause }),
} as const;
