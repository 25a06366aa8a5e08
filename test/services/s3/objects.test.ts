import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { restart, startWithBucket } from "./test-bucket.ts";

const Bucket = "objects";
let { aws, s3 } = await startWithBucket(Bucket);
afterAll(() => aws.stop());

const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "text", ...input }));
const get = (Key: string, input: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
const text = async (Key: string, input: Partial<GetObjectCommandInput> = {}) =>
  (await get(Key, input)).Body?.transformToString();
const large = Buffer.from(Array.from({ length: 2_500_000 }, (_, index) => (index * 31) % 251));

describe("PutObject and GetObject", () => {
  test.each([
    ["empty", Buffer.alloc(0)],
    ["small", Buffer.from("hello")],
    ["one file", Buffer.alloc(50_000, 7)],
    ["the most that is kept inline", Buffer.alloc(4096, 1)],
    ["the least that has a file", Buffer.alloc(4097, 2)],
    ["a whole segment", Buffer.alloc(1_048_576, 3)],
    ["a segment and a byte", Buffer.alloc(1_048_577, 4)],
    ["several segments", large],
  ])("give back an object of size: %s", async (Key, Body) => {
    const { ETag } = await put(Key, { Body });
    const output = await get(Key);
    expect(Buffer.from((await output.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
    expect(output).toMatchObject({ ETag, ContentLength: Body.length, ServerSideEncryption: "AES256" });
  });

  test("keep odd keys, metadata, headers and tags", async () => {
    const Key = "a b/ü+&?=%2F//./x";
    const Metadata = { note: "of mine" };
    const headers = { ContentType: "text/css", CacheControl: "no-store", ContentLanguage: "de" };
    await put(Key, { ...headers, Metadata, Tagging: "a=1&b=%20" });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ...headers, Metadata });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect(TagSet).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: " " },
    ]);
    expect(await text(Key)).toBe("text");
  });

  test("take a stream, with its checksum in a trailer", async () => {
    const Body = Readable.from([Buffer.from("from a "), Buffer.from("stream")]);
    await put("streamed", { Body, ContentLength: 13 });
    const output = await get("streamed", { ChecksumMode: "ENABLED" });
    expect(await output.Body?.transformToString()).toBe("from a stream");
    expect(output).toMatchObject({ ChecksumCRC32: expect.any(String), ChecksumType: "FULL_OBJECT" });
  });

  test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "verify %s",
    async (ChecksumAlgorithm) => {
      const output = await put("summed", { ChecksumAlgorithm });
      expect(output[`Checksum${ChecksumAlgorithm}`]).toEqual(expect.any(String));
      const ObjectAttributes = ["Checksum" as const, "ObjectSize" as const];
      const attributes = await s3.send(
        new GetObjectAttributesCommand({ Bucket, Key: "summed", ObjectAttributes }),
      );
      expect(attributes).toMatchObject({ ObjectSize: 4, Checksum: { ChecksumType: "FULL_OBJECT" } });
    },
  );

  test("refuse bytes that differ from their checksum or MD5, and keep nothing", async () => {
    const crc = put("bad", { ChecksumCRC32: "AAAAAA==" });
    await expect(crc).rejects.toMatchObject({ name: "BadDigest" });
    const md5 = put("bad", { ContentMD5: Buffer.alloc(16).toString("base64") });
    await expect(md5).rejects.toMatchObject({ name: "BadDigest" });
    await expect(get("bad")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("belong to the bucket's owner alone", async () => {
    await put("owned", { ACL: "bucket-owner-full-control" });
    const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key: "owned" }));
    expect(Grants).toMatchObject([{ Permission: "FULL_CONTROL", Grantee: { Type: "CanonicalUser" } }]);
  });

  test("refuse what is not emulated, by name", async () => {
    const acl = put("x", { ACL: "public-read" });
    await expect(acl).rejects.toMatchObject({ name: "AccessControlListNotSupported" });
    const archive = put("x", { StorageClass: "GLACIER" });
    await expect(archive).rejects.toMatchObject({ name: "NotImplemented" });
    const redirect = put("x", { WebsiteRedirectLocation: "/y" });
    await expect(redirect).rejects.toThrow(/WebsiteRedirectLocation/);
  });
});

describe("ranges and conditions", () => {
  beforeAll(() => put("ranged", { Body: large }));

  test.each([
    ["bytes=0-4", 0, 5],
    ["bytes=1048570-1048590", 1_048_570, 1_048_591],
    ["bytes=2499990-", 2_499_990, 2_500_000],
    ["bytes=-7", 2_499_993, 2_500_000],
    ["bytes=2499999-9999999", 2_499_999, 2_500_000],
  ])("%s is answered with those bytes", async (Range, start, end) => {
    const output = await get("ranged", { Range });
    expect(output.ContentRange).toBe(`bytes ${start}-${end - 1}/2500000`);
    expect(output.$metadata.httpStatusCode).toBe(206);
    const bytes = Buffer.from((await output.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(large.subarray(start, end))).toBe(true);
  });

  test("a range beyond the end is refused", async () => {
    await expect(get("ranged", { Range: "bytes=2500000-" })).rejects.toMatchObject({ name: "InvalidRange" });
  });

  test("reads hold If-Match and If-None-Match", async () => {
    const { ETag } = await put("conditional");
    expect(await text("conditional", { IfMatch: ETag })).toBe("text");
    const differs = get("conditional", { IfMatch: '"x"' });
    await expect(differs).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    const same = get("conditional", { IfNoneMatch: ETag });
    await expect(same).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  test("of many writers with If-None-Match: * one wins", async () => {
    const writers = Array.from({ length: 8 }, (_, index) =>
      put("once", { Body: `${index}`, IfNoneMatch: "*" }),
    );
    const results = await Promise.allSettled(writers);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const replaced = put("once", { IfMatch: '"other"' });
    await expect(replaced).rejects.toMatchObject({ name: "PreconditionFailed" });
  });
});

describe("deletion and absence", () => {
  test("DeleteObject removes, and is content when there is nothing", async () => {
    await put("gone");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await expect(get("gone")).rejects.toMatchObject({ name: "NoSuchKey" });
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: "gone" }));
    await expect(head).rejects.toMatchObject({ name: "NotFound" });
    const bucket = s3.send(new GetObjectCommand({ Bucket: "no-such", Key: "k" }));
    await expect(bucket).rejects.toMatchObject({ name: "NoSuchBucket" });
  });

  test("DeleteObjects answers for each key", async () => {
    await Promise.all([put("many/1"), put("many/2")]);
    const Objects = [{ Key: "many/1" }, { Key: "many/2" }, { Key: "many/none" }];
    const output = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(output.Deleted?.map(({ Key }) => Key)).toEqual(["many/1", "many/2", "many/none"]);
  });
});

describe("CopyObject", () => {
  test("copies bytes and properties, or replaces them", async () => {
    await put("source", { Metadata: { from: "source" }, ContentType: "text/plain", Tagging: "t=1" });
    const CopySource = `${Bucket}/source`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(await get("copy")).toMatchObject({ Metadata: { from: "source" }, TagCount: 1 });
    const replace = { MetadataDirective: "REPLACE" as const, Metadata: { from: "copy" } };
    await s3.send(new CopyObjectCommand({ Bucket, Key: "source", CopySource, ...replace }));
    expect((await get("source")).Metadata).toEqual({ from: "copy" });
    expect(await text("copy")).toBe("text");
  });

  test("refuses to copy an object onto itself unchanged, and unknown sources", async () => {
    await put("itself");
    const onto = new CopyObjectCommand({ Bucket, Key: "itself", CopySource: `${Bucket}/itself` });
    await expect(s3.send(onto)).rejects.toMatchObject({ name: "InvalidRequest" });
    const unknown = new CopyObjectCommand({ Bucket, Key: "x", CopySource: `${Bucket}/nothing` });
    await expect(s3.send(unknown)).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

test("tags can be replaced afterwards", async () => {
  await put("tagged");
  const Tagging = { TagSet: [{ Key: "k", Value: "v" }] };
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging }));
  const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
  expect(TagSet).toEqual(Tagging.TagSet);
});

describe("on disk", () => {
  const files = () => readdirSync(path.join(aws.dataDir, "s3"));

  test("no object is in plain, small or large", async () => {
    const Body = Buffer.alloc(20_000, "canary-object-");
    await put("canary/large", { Body });
    await put("canary/small", { Body: "canary-object-" });
    await aws.runtime.store.committed();
    const all = readdirSync(aws.dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    for (const file of all) {
      expect(readFileSync(path.join(file.parentPath, file.name)).includes("canary-object-")).toBe(false);
    }
  });

  test("an overwritten object's file is removed, and an orphan at the next start", async () => {
    await put("replaced", { Body: Buffer.alloc(20_000) });
    const before = files().length;
    await put("replaced", { Body: Buffer.alloc(30_000) });
    await expect.poll(() => files().length).toBe(before);
    writeFileSync(path.join(aws.dataDir, "s3", "orphan"), "half an object");
    ({ aws, s3 } = await restart({ aws }));
    expect(files()).not.toContain("orphan");
    expect((await get("replaced")).ContentLength).toBe(30_000);
    expect(await text("conditional")).toBe("text");
  });

  test("a damaged file is never handed out", async () => {
    await put("damaged", { Body: Buffer.alloc(20_000) });
    const object = [
      ...aws.runtime.store.collection<{ key: string; blobs: { file: string }[] }>("s3.objects").values(),
    ];
    const file = object.find(({ key }) => key === "damaged")?.blobs[0]?.file ?? "";
    writeFileSync(path.join(aws.dataDir, "s3", file), Buffer.alloc(20_016));
    await expect(get("damaged")).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  });
});
