import type {
  CreateBucketOutput,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checkBucketName } from "../bucket-name.ts";
import { s3Errors } from "../errors.ts";
import { checkAcl } from "../object-properties.ts";
import { findBucket, type ObjectStorage, removeUpload } from "../object-storage.ts";
import { checkedTags } from "../tags.ts";

const UNSUPPORTED = [
  ...["GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP"],
  ...["ObjectLockEnabledForBucket", "BucketNamespace"],
];

/** A new bucket in this region. DIVERGES: names are this account's only, not the whole world's. */
export function createBucket(s3: ObjectStorage): Operation<CreateBucketRequest, CreateBucketOutput> {
  return (input) => {
    refuseMembers(input, UNSUPPORTED, { code: "NotImplemented", status: 501 });
    const configuration = input.CreateBucketConfiguration ?? {};
    refuseMembers(configuration, ["Location", "Bucket"], { code: "NotImplemented", status: 501 });
    const name = input.Bucket ?? "";
    checkBucketName(name);
    checkAcl(input.ACL);
    checkLocation(s3, configuration.LocationConstraint);
    if (s3.buckets.has(name)) throw s3Errors.bucketExists(name);
    s3.buckets.put(name, {
      name,
      createdMs: s3.runtime.clock.now(),
      encryption: { algorithm: "AES256" },
      ...(input.ObjectOwnership === undefined ? {} : { ownership: input.ObjectOwnership }),
      ...(configuration.Tags?.length ? { tags: checkedTags(configuration.Tags, 50) } : {}),
    });
    return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
  };
}

/** Whether a bucket is there. */
export function headBucket(s3: ObjectStorage): Operation<HeadBucketRequest, HeadBucketOutput> {
  return (input) => {
    if (!s3.buckets.has(input.Bucket ?? "")) throw s3Errors.notFound();
    const bucket = findBucket(s3, input);
    return {
      BucketRegion: s3.runtime.region,
      BucketArn: `arn:aws:s3:::${bucket.name}`,
      AccessPointAlias: false,
    };
  };
}

/** Deletes an empty bucket. Its unfinished uploads go with it. */
export function deleteBucket(s3: ObjectStorage): Operation<DeleteBucketRequest, object> {
  return (input) => {
    const { name } = findBucket(s3, input);
    for (const _ of s3.current.entries(`${name}/`)) throw s3Errors.bucketNotEmpty(name);
    const uploads = [...s3.uploads.values()].filter(({ bucket }) => bucket === name);
    for (const { uploadId } of uploads) removeUpload(s3, uploadId);
    s3.buckets.delete(name);
    return {};
  };
}

export function listBuckets(s3: ObjectStorage): Operation<ListBucketsRequest, ListBucketsOutput> {
  return (input) => {
    const elsewhere = input.BucketRegion !== undefined && input.BucketRegion !== s3.runtime.region;
    const left = (elsewhere ? [] : [...s3.buckets.values()]).filter(
      ({ name }) => name.startsWith(input.Prefix ?? "") && name > (input.ContinuationToken ?? ""),
    );
    const shown = left.slice(0, input.MaxBuckets ?? 10_000);
    return {
      Buckets: shown.map(({ name, createdMs }) => ({
        ...{ Name: name, CreationDate: new Date(createdMs), BucketRegion: s3.runtime.region },
        BucketArn: `arn:aws:s3:::${name}`,
      })),
      Owner: { ID: s3.runtime.accountId.padStart(64, "0") },
      ...(left.length > shown.length ? { ContinuationToken: shown.at(-1)?.name } : {}),
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
    };
  };
}

/** The region; us-east-1 has, as ever, no name here. */
export function getBucketLocation(
  s3: ObjectStorage,
): Operation<GetBucketLocationRequest, GetBucketLocationOutput> {
  return (input) => {
    findBucket(s3, input);
    const { region } = s3.runtime;
    return region === "us-east-1"
      ? {}
      : { LocationConstraint: region as NonNullable<GetBucketLocationOutput["LocationConstraint"]> };
  };
}

function checkLocation(s3: ObjectStorage, location: string | undefined): void {
  const { region } = s3.runtime;
  if ((location ?? "us-east-1") !== region) throw s3Errors.location(location ?? "unspecified");
}
