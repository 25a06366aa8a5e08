import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, startMachine } from "../../support/states.ts";

const Bucket = "data";
let aws: TestRuntime;
let sfn: SFNClient;
let s3: S3Client;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createS3, createStates] });
  sfn = new SFNClient(aws.clientConfig);
  s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => aws.stop());

const put = (Key: string, Body: string | Uint8Array) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** What a Map gives that hands on the items it reads. */
async function read(ItemReader: object, fields: object = {}) {
  const processor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "Item",
    States: { Item: { Type: "Pass", End: true } },
  };
  const map = { Type: "Map", ItemReader, ItemProcessor: processor, End: true, ...fields };
  const definition = { QueryLanguage: "JSONata", StartAt: "Each", States: { Each: map } };
  const { executionArn } = await startMachine(sfn, definition, { most: 2 });
  return ended(sfn, executionArn);
}

function getObject(Key: string, ReaderConfig: object) {
  return read({ Resource: "arn:aws:states:::s3:getObject", Arguments: { Bucket, Key }, ReaderConfig });
}

function listObjects(Prefix: string, ReaderConfig: object = {}) {
  const Arguments = { Bucket, Prefix };
  return read({ Resource: "arn:aws:states:::s3:listObjectsV2", Arguments, ReaderConfig });
}

const failed = (cause: RegExp) => ({
  status: "FAILED",
  error: "States.ItemReaderFailed",
  cause: expect.stringMatching(cause),
});

describe("an ItemReader", () => {
  it("reads CSV, packed or not", async () => {
    const text = "id;name\n1;a\n2;ö\n";
    const expected = [
      { id: "1", name: "a" },
      { id: "2", name: "ö" },
    ];
    const config = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", CSVDelimiter: "SEMICOLON" };
    await put("plain.csv", text);
    await put("packed.csv.gz", gzipSync(text));
    await put("packed.csv.zst", zstdCompressSync(text));
    for (const key of ["plain.csv", "packed.csv.gz", "packed.csv.zst"])
      expect(await getObject(key, config)).toMatchObject({ output: expected });
  });

  it("reads only as many items as it says, by number or expression", async () => {
    await put("lines.jsonl", "1\n2\n3\n");
    expect(await getObject("lines.jsonl", { InputType: "JSONL", MaxItems: 1 })).toMatchObject({
      output: [1],
    });
    const MaxItems = "{% $states.input.most %}";
    expect(await getObject("lines.jsonl", { InputType: "JSONL", MaxItems })).toMatchObject({
      output: [1, 2],
    });
  });

  it("reads as many as a path says, be it a number or a text, and nothing when it is neither", async () => {
    await put("three.json", "[1,2,3]");
    const read = async (most: unknown) => {
      const Each = {
        Type: "Map",
        QueryLanguage: "JSONPath",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSON", MaxItemsPath: "$.most" },
          Parameters: { Bucket, Key: "three.json" },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Item",
          States: { Item: { Type: "Pass", End: true } },
        },
        End: true,
      };
      const { executionArn } = await startMachine(sfn, { StartAt: "Each", States: { Each } }, { most });
      return ended(sfn, executionArn);
    };
    expect(await read(2)).toMatchObject({ output: [1, 2] });
    expect(await read("2")).toMatchObject({ output: [1, 2] });
    expect(await read("two")).toMatchObject({ error: "States.Runtime" });
  });

  it("reads an array inside of a JSON document by its pointer", async () => {
    await put("nested.json", JSON.stringify({ data: { featured: [{ id: 1 }, { id: 2 }] } }));
    const config = { InputType: "JSON", ItemsPointer: "/data/featured" };
    expect(await getObject("nested.json", config)).toMatchObject({ output: [{ id: 1 }, { id: 2 }] });
    expect(await getObject("nested.json", { InputType: "JSON" })).toMatchObject(
      failed(/^Attempting to map over non-iterable node\.$/),
    );
  });

  it("reads Parquet", async () => {
    await put("rows.parquet", readFileSync(path.join(import.meta.dirname, "fixtures/three-rows.parquet")));
    expect(await getObject("rows.parquet", { InputType: "PARQUET" })).toMatchObject({
      output: [
        { id: 1, name: "a", at: "1970-01-01T00:00:00.000Z", ratio: 0.5 },
        { id: 2, name: "ö", at: "2001-09-09T01:46:40.000Z", ratio: 1 },
        { id: "9007199254740993", name: null, at: "2033-05-18T03:33:20.000Z", ratio: 2.25 },
      ],
    });
    await put("none.parquet", "this is no Parquet file at all");
    expect(await getObject("none.parquet", { InputType: "PARQUET" })).toMatchObject(failed(/parquet/i));
  });

  it("reads the CSV files of an S3 inventory", async () => {
    await put("inventory/one.csv.gz", gzipSync(`"data","a.txt","1"\n"data","b.txt","2"\n`));
    await put("inventory/two.csv.gz", gzipSync(`"data","c.txt","3"\n`));
    const manifest = {
      sourceBucket: Bucket,
      destinationBucket: `arn:aws:s3:::${Bucket}`,
      fileFormat: "CSV",
      fileSchema: "Bucket, Key, Size",
      files: [{ key: "inventory/one.csv.gz" }, { key: "inventory/two.csv.gz" }],
    };
    await put("inventory/manifest.json", JSON.stringify(manifest));
    const output = [
      { Bucket, Key: "a.txt", Size: "1" },
      { Bucket, Key: "b.txt", Size: "2" },
      { Bucket, Key: "c.txt", Size: "3" },
    ];
    for (const config of [{ InputType: "MANIFEST" }, { ManifestType: "S3_INVENTORY" }])
      expect(await getObject("inventory/manifest.json", config)).toMatchObject({ output });
    await put("inventory/orc.json", JSON.stringify({ ...manifest, fileFormat: "ORC" }));
    expect(await getObject("inventory/orc.json", { InputType: "MANIFEST" })).toMatchObject(
      failed(/must be CSV/),
    );
  });

  it("reads the files that a manifest of Athena lists", async () => {
    await put("unload/1", gzipSync('{"a":1}\n{"a":2}\n'));
    await put("unload/2", '{"a":3}\n');
    await put("unload/manifest.csv", `s3://${Bucket}/unload/1\ns3://${Bucket}/unload/2\n`);
    const config = { ManifestType: "ATHENA_DATA", InputType: "JSONL" };
    expect(await getObject("unload/manifest.csv", config)).toMatchObject({
      output: [{ a: 1 }, { a: 2 }, { a: 3 }],
    });
  });

  it("lists objects over many pages, or reads what is in them", async () => {
    for (const name of ["a", "b", "c"]) await put(`list/${name}.json`, JSON.stringify([name, 1]));
    await put("list/folder/", new Uint8Array());
    const Resource = "arn:aws:states:::s3:listObjectsV2";
    const paged = await read({ Resource, Arguments: { Bucket, Prefix: "list/", MaxKeys: 2 } });
    expect(paged.output).toMatchObject([
      { Key: "list/a.json", Size: 7, StorageClass: "STANDARD", LastModified: expect.any(Number) },
      { Key: "list/b.json" },
      { Key: "list/c.json" },
      { Key: "list/folder/", Size: 0 },
    ]);
    const flat = { InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" };
    expect(await listObjects("list/", flat)).toMatchObject({ output: ["a", 1, "b", 1, "c", 1] });
  });

  it("tells a selector where each item is from", async () => {
    await put("from/a.jsonl", "1\n2\n");
    await put("from/b.jsonl", "3\n");
    const ItemSelector = "{% $states.context.Map.Item.Source & ' ' & $states.context.Map.Item.Index %}";
    const listing = { Resource: "arn:aws:states:::s3:listObjectsV2", Arguments: { Bucket, Prefix: "from/" } };
    expect(await read(listing, { ItemSelector })).toMatchObject({ output: ["S3://data 0", "S3://data 1"] });
    const ReaderConfig = { InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN" };
    expect(await read({ ...listing, ReaderConfig }, { ItemSelector })).toMatchObject({
      output: ["S3://data/from/a.jsonl 0", "S3://data/from/a.jsonl 1", "S3://data/from/b.jsonl 2"],
    });
  });

  it("fails as AWS says when an object is missing, or is not what it should be", async () => {
    expect(await getObject("missing.json", { InputType: "JSON" })).toMatchObject(
      failed(
        /^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; /,
      ),
    );
    await put("broken.jsonl", '{"a":1}\n{"a":');
    expect(await getObject("broken.jsonl", { InputType: "JSONL" })).toMatchObject(failed(/JSON/));
    await put("cut.csv.gz", gzipSync("a\n1\n".repeat(100)).subarray(0, 20));
    expect(await getObject("cut.csv.gz", { InputType: "CSV" })).toMatchObject(failed(/unexpected end/));
  });

  it("reads objects of more than a megabyte", async () => {
    const lines = Array.from({ length: 3 }, (_, at) => JSON.stringify({ at, text: "ö".repeat(300_000) }));
    await put("large.jsonl", lines.join("\n"));
    const ItemSelector = { at: "{% $states.context.Map.Item.Value.at %}" };
    const reader = {
      Resource: "arn:aws:states:::s3:getObject",
      Arguments: { Bucket, Key: "large.jsonl" },
      ReaderConfig: { InputType: "JSONL" },
    };
    expect(await read(reader, { ItemSelector })).toMatchObject({ output: [{ at: 0 }, { at: 1 }, { at: 2 }] });
  });
});
