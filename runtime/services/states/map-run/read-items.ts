import type { GetObjectOutput, ListObjectsV2Output } from "@aws-sdk/client-s3";
import type { MapRunEffect } from "../../../asl/effect.ts";
import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { parseCsv } from "./csv.ts";

export interface Reading {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly reader: NonNullable<MapRunEffect["reader"]>;
}

/** The items of a distributed Map from S3: the objects of a bucket, or what is in one object. */
export async function readItems(reading: Reading): Promise<Outcome<readonly Json[]>> {
  const { reader } = reading;
  try {
    const items = reader.resource.endsWith(":s3:listObjectsV2")
      ? await listObjects(reading)
      : await readObject(reading);
    if (items instanceof Failure) return items;
    return reader.maxItems === undefined || reader.maxItems <= 0 ? items : items.slice(0, reader.maxItems);
  } catch (error) {
    return new Failure(ErrorName.itemReaderFailed, (error as Error).message);
  }
}

async function listObjects({ runtime, caller, reader }: Reading): Promise<readonly Json[]> {
  const items: Json[] = [];
  let ContinuationToken: string | undefined;
  do {
    const input = {
      ...(reader.parameters as JsonObject),
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    };
    const page = await runtime.aws.call<ListObjectsV2Output>("s3", "ListObjectsV2", input, caller);
    for (const { ETag, Key, LastModified, Size, StorageClass } of page.Contents ?? []) {
      items.push({
        Etag: ETag ?? "",
        LastModified: Math.floor((LastModified?.getTime() ?? 0) / 1000),
        Key: Key ?? "",
        Size: Size ?? 0,
        StorageClass: StorageClass ?? "STANDARD",
      });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return items;
}

async function readObject({ runtime, caller, reader }: Reading): Promise<Outcome<readonly Json[]>> {
  const { Body } = await runtime.aws.call<GetObjectOutput>(
    "s3",
    "GetObject",
    reader.parameters as object,
    caller,
  );
  const text = await bodyText(Body);
  const inputType = reader.config.InputType ?? "JSON";
  if (inputType === "CSV") return readCsv(text, reader.config);
  if (inputType === "JSONL")
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line) as Json);
  if (inputType !== "JSON")
    return new Failure(ErrorName.itemReaderFailed, `InputType ${String(inputType)} is not emulated.`);
  return readJson(JSON.parse(text) as Json);
}

async function bodyText(body: unknown): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8");
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function readJson(value: Json): Outcome<readonly Json[]> {
  if (Array.isArray(value)) return value;
  return new Failure(ErrorName.itemReaderFailed, "Attempting to map over non-iterable node.");
}

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/** One object a row. Fields beyond the headers are dropped, missing ones are empty. */
function readCsv(text: string, config: JsonObject): Outcome<readonly Json[]> {
  const rows = parseCsv(text, DELIMITERS[String(config.CSVDelimiter ?? "COMMA")]);
  const given = config.CSVHeaderLocation === "GIVEN";
  const headers = given ? ((config.CSVHeaders ?? []) as string[]) : (rows[0] ?? []);
  if (new Set(headers).size < headers.length)
    return new Failure(ErrorName.itemReaderFailed, "CSV headers cannot contain duplicates.");
  const body = given ? rows : rows.slice(1);
  return body.map((fields) => Object.fromEntries(headers.map((header, at) => [header, fields[at] ?? ""])));
}
