import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, expect, test } from "vitest";
import { restart, startWithBucket } from "./test-bucket.ts";

const Bucket = "multipart";
let { aws, s3 } = await startWithBucket(Bucket);
afterAll(() => aws.stop());

const first = Buffer.alloc(5_242_880, 1);
const last = Buffer.from("the end");

async function begin(Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  const upload = { Bucket, Key, UploadId };
  const part = async (PartNumber: number, Body: Buffer) => {
    const { $metadata: _, ...sent } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    return { ...sent, PartNumber };
  };
  const complete = (Parts: { PartNumber: number; ETag?: string | undefined }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  return { upload, part, complete };
}

test.each(["COMPOSITE", "FULL_OBJECT"] as const)(
  "parts become one object, checksum %s",
  async (ChecksumType) => {
    const { upload, part, complete } = await begin("big", { ChecksumAlgorithm: "CRC32", ChecksumType });
    const parts = [await part(1, first), await part(7, last)];
    const { Parts } = await s3.send(new ListPartsCommand(upload));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, first.length],
      [7, last.length],
    ]);
    const output = await complete(parts);
    expect(output.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(output.ChecksumCRC32?.endsWith("-2")).toBe(ChecksumType === "COMPOSITE");
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: "big", Range: "bytes=5242875-" }));
    expect(await object.Body?.transformToString()).toBe("\x01\x01\x01\x01\x01the end");
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key: "big" }));
    expect((await whole.Body?.transformToByteArray())?.length).toBe(first.length + last.length);
    const second = await s3.send(new HeadObjectCommand({ Bucket, Key: "big", PartNumber: 2 }));
    expect(second).toMatchObject({ ContentLength: last.length, PartsCount: 2 });
  },
);

test("an upload survives a restart between its parts", async () => {
  const before = await begin("later");
  const one = await before.part(1, first);
  ({ aws, s3 } = await restart({ aws }));
  const two = await before.part(2, last);
  await before.complete([one, two]);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "later" }));
  expect(head.ContentLength).toBe(first.length + last.length);
});

test("wrong, unordered and too small parts are refused", async () => {
  const { part, complete } = await begin("refused");
  const parts = [await part(1, last), await part(2, last)] as const;
  await expect(complete([parts[1], parts[0]])).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([{ ...parts[0], ETag: '"x"' }])).rejects.toMatchObject({ name: "InvalidPart" });
  await expect(complete([...parts])).rejects.toMatchObject({ name: "EntityTooSmall" });
});

test("an aborted upload is gone", async () => {
  const { upload, part } = await begin("aborted");
  await part(1, first);
  const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(listed.Uploads?.map(({ UploadId }) => UploadId)).toContain(upload.UploadId);
  await s3.send(new AbortMultipartUploadCommand(upload));
  await expect(part(2, last)).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("parts can be copied from objects", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
  const { upload, complete } = await begin("assembled");
  const copy = new UploadPartCopyCommand({
    ...upload,
    PartNumber: 1,
    CopySource: `${Bucket}/source`,
    CopySourceRange: "bytes=2-4",
  });
  const { CopyPartResult } = await s3.send(copy);
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const object = await s3.send(new GetObjectCommand({ Bucket, Key: "assembled" }));
  expect(await object.Body?.transformToString()).toBe("234");
});
