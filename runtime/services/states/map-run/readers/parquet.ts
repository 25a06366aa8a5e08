import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type AsyncBuffer, type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { Json } from "../../../../asl/json.ts";
import { type ObjectReference, type Reading, readSpan, sizeOf } from "./s3-source.ts";

const DECOMPRESSORS: Compressors = {
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  GZIP: (bytes) => gunzipSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
};

/** One object a row of a Parquet file; a row group is in memory at a time, and only its part of the file is read. */
export async function* readParquet(reading: Reading, object: ObjectReference): AsyncGenerator<Json> {
  const file = await openFile(reading, object);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows = await parquetReadObjects({ file, metadata, compressors: DECOMPRESSORS, rowStart, rowEnd });
    for (const row of rows) yield plainValue(row);
    rowStart = rowEnd;
  }
}

async function openFile(reading: Reading, object: ObjectReference): Promise<AsyncBuffer> {
  const byteLength = await sizeOf(reading, object);
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = await readSpan(reading, { object, start, end: Math.min(end, byteLength) });
      return Uint8Array.from(bytes).buffer;
    },
  };
}

/** Parquet's values as JSON: whole numbers as long as they are exact, times as ISO 8601, bytes as base64. */
function plainValue(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as unknown[], plainValue);
  if (typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainValue(part)]));
  return value as Json;
}
