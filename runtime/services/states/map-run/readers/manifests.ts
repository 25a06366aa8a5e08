import { isJsonObject, type Json, type JsonObject } from "../../../../asl/json.ts";
import { readCsv } from "./csv.ts";
import { readLines } from "./json-lines.ts";
import { ItemReaderError, type ObjectReference, type Reading, readText } from "./s3-source.ts";

/**
 * The rows of an S3 inventory: the CSV files that its manifest lists, with the columns of its schema.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html#storage-inventory-location-manifest
 */
export async function* readInventory(reading: Reading, manifest: ObjectReference): AsyncGenerator<Json> {
  let text = "";
  for await (const piece of readText(reading, manifest)) text += piece;
  const { files, config, Bucket } = readManifest(JSON.parse(text) as Json);
  for (const Key of files) yield* readCsv(readText(reading, { Bucket, Key }), config);
}

interface Inventory {
  readonly Bucket: string;
  readonly files: readonly string[];
  readonly config: JsonObject;
}

function readManifest(manifest: Json): Inventory {
  if (!isJsonObject(manifest) || !Array.isArray(manifest.files))
    throw new ItemReaderError("The object is no manifest of an S3 inventory: it has no 'files'.");
  const { fileFormat, fileSchema, destinationBucket, files } = manifest;
  if (fileFormat !== "CSV")
    throw new ItemReaderError(`The format of the S3 inventory must be CSV, is '${String(fileFormat)}'.`);
  const CSVHeaders = String(fileSchema)
    .split(",")
    .map((name) => name.trim());
  return {
    Bucket: String(destinationBucket).replace(/^arn:[^:]+:s3:::/, ""),
    files: files.map((file) => String(isJsonObject(file) ? file.key : undefined)),
    config: { CSVHeaderLocation: "GIVEN", CSVHeaders },
  };
}

/** The data files that Athena's manifest of an UNLOAD lists, one `s3://bucket/key` a line. */
export async function* readAthenaManifest(
  reading: Reading,
  manifest: ObjectReference,
): AsyncGenerator<ObjectReference> {
  for await (const line of readLines(readText(reading, manifest))) {
    const address = line.trim().replace(/^"(.*)"$/, "$1");
    if (address === "") continue;
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
    if (Bucket === undefined || Key === undefined)
      throw new ItemReaderError(`The manifest has a line that is no S3 address: '${address}'.`);
    yield { Bucket, Key };
  }
}
