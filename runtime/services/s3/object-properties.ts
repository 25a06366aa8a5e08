import type { StorageClass } from "@aws-sdk/client-s3";
import { s3Errors } from "./errors.ts";
import type { ObjectProperties } from "./object-state.ts";
import { checkedTags } from "./tags.ts";

/** The members of PutObject, CreateMultipartUpload and CopyObject that describe the object. */
export interface PropertiesRequest {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly StorageClass?: StorageClass | undefined;
  readonly Tagging?: string | undefined;
}

/** Members of the writing operations that would change what they do and are not emulated. */
export const UNSUPPORTED_WRITE_MEMBERS: readonly string[] = [
  ...[
    "GrantFullControl",
    "GrantRead",
    "GrantReadACP",
    "GrantWriteACP",
    "WebsiteRedirectLocation",
    "WriteOffsetBytes",
  ],
  ...["SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5"],
  ...["ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus", "ObjectLockEventHold"],
];

const LARGEST_METADATA_BYTES = 2048;
/** Classes that are read at once; archives, which must be restored first, are not emulated. */
const STORAGE_CLASSES = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"];
const OWNER_ACLS = ["private", "bucket-owner-full-control"];

export function propertiesOf(request: PropertiesRequest): ObjectProperties {
  return {
    contentType: request.ContentType ?? "binary/octet-stream",
    metadata: checkedMetadata(request.Metadata ?? {}),
    storageClass: checkedStorageClass(request.StorageClass),
    tags: tagsFromHeader(request.Tagging),
    ...defined("cacheControl", request.CacheControl),
    ...defined("contentDisposition", request.ContentDisposition),
    ...defined("contentEncoding", withoutChunking(request.ContentEncoding)),
    ...defined("contentLanguage", request.ContentLanguage),
    ...defined("expires", request.Expires?.toUTCString()),
  };
}

/** The members of GetObject's and HeadObject's answers that show the properties. */
export function propertyFields(properties: ObjectProperties) {
  const tagCount = Object.keys(properties.tags).length;
  return {
    ContentType: properties.contentType,
    Metadata: { ...properties.metadata },
    ...defined("CacheControl", properties.cacheControl),
    ...defined("ContentDisposition", properties.contentDisposition),
    ...defined("ContentEncoding", properties.contentEncoding),
    ...defined("ContentLanguage", properties.contentLanguage),
    ...(properties.expires === undefined ? {} : { Expires: new Date(properties.expires) }),
    ...(properties.storageClass === "STANDARD" ? {} : { StorageClass: properties.storageClass }),
    ...(tagCount === 0 ? {} : { TagCount: tagCount }),
  };
}

/** Buckets own their objects, so only the ACLs that say just that are accepted. */
export function checkAcl(acl: string | undefined): void {
  if (acl !== undefined && !OWNER_ACLS.includes(acl)) throw s3Errors.noAcls();
}

export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > 1024) throw s3Errors.keyTooLong(bytes);
  if (key.length === 0 || key.includes("\0"))
    throw s3Errors.invalidArgument("The key is empty or has a null character.");
}

export function tagsFromHeader(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  return checkedTags(
    [...new URLSearchParams(text)].map(([Key, Value]) => ({ Key, Value })),
    10,
  );
}

function defined<Name extends string>(name: Name, value: string | undefined): { [Member in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [Member in Name]: string });
}

function withoutChunking(encoding: string | undefined): string | undefined {
  const left = (encoding ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part && part !== "aws-chunked");
  return left.length === 0 ? undefined : left.join(",");
}

function checkedMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const bytes = Object.entries(metadata).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key + value),
    0,
  );
  if (bytes > LARGEST_METADATA_BYTES) throw s3Errors.metadataTooLarge(bytes);
  return metadata;
}

function checkedStorageClass(storageClass: StorageClass = "STANDARD"): StorageClass {
  if (STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw s3Errors.notImplemented(`The storage class ${storageClass} is not emulated.`);
}
