import type {
  _Object as ListedObject,
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { s3Errors } from "../errors.ts";
import { type Listing, listKeys, pageLimit, urlEncoder } from "../key-listing.ts";
import type { StoredObject } from "../object-state.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

/** The objects of a bucket by key, 1000 at a time, with continuation tokens. */
export function listObjectsV2(s3: ObjectStorage): Operation<ListObjectsV2Request, ListObjectsV2Output> {
  return (input) => {
    const after =
      input.ContinuationToken === undefined ? input.StartAfter : decodeToken(input.ContinuationToken);
    const { listing, encode, limit } = list(s3, input, after ?? "");
    const Contents = listing.items.map((object) => listed(object, encode));
    const owner = input.FetchOwner ? { Owner: ownerOf(s3) } : {};
    return {
      ...commonFields(input, { listing, encode, limit }),
      KeyCount: listing.items.length + listing.commonPrefixes.length,
      Contents: Contents.map((item) => ({ ...item, ...owner })),
      ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
      ...(input.StartAfter === undefined ? {} : { StartAfter: encode(input.StartAfter) }),
      ...(listing.next && { NextContinuationToken: Buffer.from(listing.next.place).toString("base64") }),
    };
  };
}

/** The older listing, which goes on after a key. */
export function listObjects(s3: ObjectStorage): Operation<ListObjectsRequest, ListObjectsOutput> {
  return (input) => {
    const { listing, encode, limit } = list(s3, input, input.Marker ?? "");
    return {
      ...commonFields(input, { listing, encode, limit }),
      Marker: encode(input.Marker ?? ""),
      Contents: listing.items.map((object) => ({ ...listed(object, encode), Owner: ownerOf(s3) })),
      ...(listing.next && input.Delimiter ? { NextMarker: encode(listing.next.place) } : {}),
    };
  };
}

interface ListedPage {
  readonly listing: Listing<StoredObject>;
  readonly encode: (text: string) => string;
  readonly limit: number;
}

function list(
  s3: ObjectStorage,
  input: ListObjectsV2Request | ListObjectsRequest,
  after: string,
): ListedPage {
  refuseMembers(input, ["OptionalObjectAttributes"], { code: "NotImplemented", status: 501 });
  const bucket = findBucket(s3, input);
  const [prefix, delimiter, limit] = [input.Prefix ?? "", input.Delimiter ?? "", pageLimit(input.MaxKeys)];
  const listing = listKeys({
    items: currentObjects(s3, `${bucket.name}/${prefix}`),
    keyOf: ({ key }) => key,
    isPast: (place) => place <= after,
    ...{ prefix, delimiter, limit },
  });
  return { listing, encode: urlEncoder(input.EncodingType), limit };
}

function* currentObjects(s3: ObjectStorage, prefix: string): Generator<StoredObject> {
  for (const version of s3.current.values(prefix)) if (version.kind === "object") yield version;
}

function commonFields(
  input: ListObjectsV2Request | ListObjectsRequest,
  { listing, encode, limit }: ListedPage,
) {
  return {
    Name: input.Bucket ?? "",
    Prefix: encode(input.Prefix ?? ""),
    MaxKeys: limit,
    IsTruncated: listing.next !== undefined,
    ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    CommonPrefixes: listing.commonPrefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
  };
}

function listed(object: StoredObject, encode: (text: string) => string): ListedObject {
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modifiedMs),
    ETag: `"${object.etag}"`,
    Size: object.sizeBytes,
    StorageClass: object.properties.storageClass,
    ...(object.checksum && {
      ChecksumAlgorithm: [object.checksum.algorithm],
      ChecksumType: object.checksum.type,
    }),
  };
}

function ownerOf(s3: ObjectStorage) {
  return { ID: s3.runtime.accountId.padStart(64, "0") };
}

function decodeToken(token: string): string {
  const place = Buffer.from(token, "base64").toString("utf8");
  if (Buffer.from(place).toString("base64") === token) return place;
  throw s3Errors.invalidArgument("The continuation token provided is incorrect");
}
