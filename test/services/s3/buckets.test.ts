import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const timers = new Set<() => void>();
let aheadMs = 0;
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  after(_, callback) {
    timers.add(callback);
    return () => timers.delete(callback);
  },
  at: (_, callback) => clock.after(0, callback),
};

let aws: TestRuntime;
let s3: S3Client;
let count = 0;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createS3], clock });
  s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
});
afterAll(() => aws.stop());

async function newBucket(): Promise<string> {
  const Bucket = `bucket-${++count}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}
const put = (Bucket: string, Key: string, Body = "x") => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const keysOf = (objects: { Key?: string | undefined }[] | undefined) => objects?.map(({ Key }) => Key);

describe("buckets", () => {
  test("are made, found, listed and deleted when empty", async () => {
    const Bucket = await newBucket();
    const again = s3.send(new CreateBucketCommand({ Bucket }));
    await expect(again).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: "us-east-1" });
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    await put(Bucket, "full");
    const full = s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(full).rejects.toMatchObject({ name: "BucketNotEmpty" });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "full" }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "NotFound" });
  });

  test.each(["Upper", "a", "a..b", "192.168.0.1", "-x-"])("are not named %s", async (Bucket) => {
    const command = new CreateBucketCommand({ Bucket });
    await expect(s3.send(command)).rejects.toMatchObject({ name: "InvalidBucketName" });
  });

  test("belong to the expected owner, or the request is denied", async () => {
    const Bucket = await newBucket();
    const command = new ListObjectsV2Command({ Bucket, ExpectedBucketOwner: "111111111111" });
    await expect(s3.send(command)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

describe("listings", () => {
  const keys = ["a/1", "a/2", "b", "c/x/1", "c/x/2", "d", "ä&<"];
  let Bucket = "";
  beforeAll(async () => {
    Bucket = await newBucket();
    for (const key of keys) await put(Bucket, key);
  });

  test("ListObjectsV2 pages through all keys in order", async () => {
    const found: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
      found.push(...(keysOf(page.Contents) ?? []));
    }
    expect(found).toEqual(keys);
  });

  test("a delimiter rolls keys up into common prefixes, over pages too", async () => {
    const found: unknown[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket, Delimiter: "/" })) {
      found.push(
        ...(keysOf(page.Contents) ?? []),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
    }
    expect(found).toEqual(["a/", "b", "c/", "d", "ä&<"]);
    const below = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "c/", Delimiter: "/" }));
    expect(below.CommonPrefixes).toEqual([{ Prefix: "c/x/" }]);
  });

  test("keys are encoded when asked, and listing starts after a key", async () => {
    const encoded = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url", StartAfter: "d" }));
    expect(keysOf(encoded.Contents)).toEqual(["%C3%A4%26%3C"]);
    const older = await s3.send(new ListObjectsCommand({ Bucket, Marker: "b", MaxKeys: 1 }));
    expect(older).toMatchObject({ IsTruncated: true, Contents: [{ Key: "c/x/1" }] });
  });
});

describe("versioning", () => {
  test("keeps every version, hides behind delete markers, and brings back", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k", "before");
    const VersioningConfiguration = { Status: "Enabled" as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const one = await put(Bucket, "k", "one");
    await put(Bucket, "k", "two");
    const text = async (VersionId?: string) => {
      const output = await s3.send(
        new GetObjectCommand({ Bucket, Key: "k", ...(VersionId ? { VersionId } : {}) }),
      );
      return output.Body?.transformToString();
    };
    expect([await text(), await text(one.VersionId), await text("null")]).toEqual(["two", "one", "before"]);
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(marker.DeleteMarker).toBe(true);
    await expect(text()).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(text(marker.VersionId)).rejects.toMatchObject({ name: "MethodNotAllowed" });
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false, false]);
    expect(listed.DeleteMarkers).toMatchObject([{ IsLatest: true, VersionId: marker.VersionId }]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
    expect(await text()).toBe("two");
  });

  test("suspended keeps one null version", async () => {
    const Bucket = await newBucket();
    const status = (Status: "Enabled" | "Suspended") =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await put(Bucket, "k", "null 1");
    await status("Enabled");
    await put(Bucket, "k", "kept");
    await status("Suspended");
    await put(Bucket, "k", "null 2");
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }));
    expect(Versions).toMatchObject([{ VersionId: "null", IsLatest: true }]);
    const rest = await s3.send(
      new ListObjectVersionsCommand({ Bucket, KeyMarker: "k", VersionIdMarker: Versions?.[0]?.VersionId }),
    );
    expect(rest.Versions).toHaveLength(1);
  });
});

describe("encryption", () => {
  test("is SSE-S3 by default, or under the bucket's key", async () => {
    const Bucket = await newBucket();
    const rule = async () => {
      const output = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      return output.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    };
    expect(await rule()).toEqual({ SSEAlgorithm: "AES256" });
    const kms = new KMSClient(aws.clientConfig);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const byKey = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: KeyMetadata?.KeyId };
    const Rules = [{ ApplyServerSideEncryptionByDefault: byKey, BucketKeyEnabled: true }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    expect(await rule()).toEqual(byKey);
    const written = await put(Bucket, "sealed", "secret");
    expect(written).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyMetadata?.Arn });
    const read = new GetObjectCommand({ Bucket, Key: "sealed" });
    expect(await (await s3.send(read)).Body?.transformToString()).toBe("secret");
    await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    await expect(s3.send(read)).rejects.toMatchObject({ name: "KMS.DisabledException" });
    await expect(put(Bucket, "more")).rejects.toMatchObject({ name: "KMS.DisabledException" });
  });
});

describe("settings", () => {
  test("public access block keeps public policies out", async () => {
    const Bucket = await newBucket();
    const none = s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    await expect(none).rejects.toMatchObject({ name: "NoSuchPublicAccessBlockConfiguration" });
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: true, BlockPublicAcls: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    const policy = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement });
    const open = s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(statement) }));
    await expect(open).rejects.toMatchObject({ name: "AccessDenied" });
    const Policy = policy({ ...statement, Effect: "Deny" });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const bad = s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" }));
    await expect(bad).rejects.toMatchObject({ name: "MalformedPolicy" });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    const gone = s3.send(new GetBucketPolicyCommand({ Bucket }));
    await expect(gone).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
  });

  test("tags and ownership are kept", async () => {
    const Bucket = await newBucket();
    const Tagging = { TagSet: [{ Key: "team", Value: "web" }] };
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(Tagging.TagSet);
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    const gone = s3.send(new GetBucketTaggingCommand({ Bucket }));
    await expect(gone).rejects.toMatchObject({ name: "NoSuchTagSet" });
    const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    const controls = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(controls.OwnershipControls).toEqual(OwnershipControls);
  });

  test("lifecycle rules are kept, applied, and refused when they would move objects", async () => {
    const Bucket = await newBucket();
    const rules = (Rules: object[]) =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: Rules as never },
        }),
      );
    const rule = { ID: "old", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 3 } };
    const move = rules([{ ...rule, Transitions: [{ Days: 1, StorageClass: "GLACIER" }] }]);
    await expect(move).rejects.toMatchObject({ name: "NotImplemented" });
    await rules([rule]);
    const kept = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(kept.Rules).toEqual([rule]);
    await put(Bucket, "logs/old");
    await put(Bucket, "data/old");
    aheadMs = 5 * 86_400_000;
    for (const timer of [...timers]) timer();
    aheadMs = 0;
    expect(keysOf((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents)).toEqual(["data/old"]);
  });
});
