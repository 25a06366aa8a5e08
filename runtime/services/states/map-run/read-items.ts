import type { ListObjectsV2Output } from "@aws-sdk/client-s3";
import type { MapItem } from "../../../asl/effect.ts";
import { ErrorName, type Outcome } from "../../../asl/failure.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";
import { readCsv } from "./readers/csv.ts";
import { readJsonArray, readPointedArray } from "./readers/json-array.ts";
import { readJsonLines } from "./readers/json-lines.ts";
import { readAthenaManifest, readInventory } from "./readers/manifests.ts";
import { readParquet } from "./readers/parquet.ts";
import {
  ItemReaderError,
  listObjects,
  type ObjectReference,
  type Reading,
  readText,
} from "./readers/s3-source.ts";
import { s3Failure } from "./s3-failure.ts";

/** An item, and the address in S3 that it is from. */
export type SourcedItem = Pick<MapItem, "value" | "source">;

/**
 * The items of a distributed Map from S3, one by one: the objects of a bucket, or what is in one object or in many.
 * Ends with a failure when they cannot be read.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export async function* readItems(reading: Reading): AsyncGenerator<Outcome<SourcedItem>> {
  const { maxItems } = reading.reader;
  const most = maxItems === undefined || maxItems <= 0 ? Infinity : maxItems;
  let count = 0;
  try {
    for await (const item of chooseItems(reading)) {
      yield item;
      count += 1;
      if (count >= most) return;
    }
  } catch (error) {
    yield s3Failure(ErrorName.itemReaderFailed, error);
  }
}

function chooseItems(reading: Reading): AsyncIterable<SourcedItem> {
  const { resource, config, parameters } = reading.reader;
  if (resource.endsWith(":s3:listObjectsV2")) {
    if (config.Transformation === "LOAD_AND_FLATTEN") return readAll(reading, listFilled(reading));
    return from(`S3://${bucketOf(reading)}`, describeListed(reading));
  }
  const object = parameters as unknown as ObjectReference;
  if (config.ManifestType === "ATHENA_DATA") return readAll(reading, readAthenaManifest(reading, object));
  if (config.ManifestType === "S3_INVENTORY") return from(addressOf(object), readInventory(reading, object));
  return from(addressOf(object), readObject(reading, object));
}

function addressOf({ Bucket, Key }: ObjectReference): string {
  return `S3://${Bucket}/${Key}`;
}

function bucketOf({ reader }: Reading): string {
  return (reader.parameters as { readonly Bucket: string }).Bucket;
}

async function* from(source: string, values: AsyncIterable<Json>): AsyncGenerator<SourcedItem> {
  for await (const value of values) yield { value, source };
}

type ObjectReader = (reading: Reading, object: ObjectReference) => AsyncIterable<Json>;

/** How an object is read, by `InputType`. */
const OBJECT_READERS: Readonly<Record<string, ObjectReader>> = {
  CSV: (reading, object) => readCsv(readText(reading, object), reading.reader.config),
  JSON(reading, object) {
    const { ItemsPointer: pointer } = reading.reader.config;
    const text = readText(reading, object);
    return typeof pointer === "string" ? readPointedArray(text, pointer) : readJsonArray(text);
  },
  JSONL: (reading, object) => readJsonLines(readText(reading, object)),
  MANIFEST: readInventory,
  PARQUET: readParquet,
};

function readObject(reading: Reading, object: ObjectReference): AsyncIterable<Json> {
  const type = String(reading.reader.config.InputType ?? "JSON");
  const read = Object.hasOwn(OBJECT_READERS, type) ? OBJECT_READERS[type] : undefined;
  if (read !== undefined) return read(reading, object);
  throw new ItemReaderError(`InputType '${type}' is not one of ${Object.keys(OBJECT_READERS).join(", ")}.`);
}

async function* readAll(
  reading: Reading,
  objects: AsyncIterable<ObjectReference>,
): AsyncGenerator<SourcedItem> {
  for await (const object of objects) yield* from(addressOf(object), readObject(reading, object));
}

/** The objects of a bucket that hold something; folders, for example, are empty ones. */
async function* listFilled(reading: Reading): AsyncGenerator<ObjectReference> {
  const Bucket = bucketOf(reading);
  const listed = listObjects(reading, reading.reader.parameters as JsonObject);
  for await (const { Key = "", Size = 0 } of listed) if (Size > 0) yield { Bucket, Key };
}

async function* describeListed(reading: Reading): AsyncGenerator<Json> {
  for await (const object of listObjects(reading, reading.reader.parameters as JsonObject))
    yield describeObject(object);
}

function describeObject(object: NonNullable<ListObjectsV2Output["Contents"]>[number]): Json {
  const { ETag, Key, LastModified, Size, StorageClass } = object;
  return {
    Etag: ETag ?? "",
    LastModified: Math.floor((LastModified?.getTime() ?? 0) / 1000),
    Key: Key ?? "",
    Size: Size ?? 0,
    StorageClass: StorageClass ?? "STANDARD",
  };
}
