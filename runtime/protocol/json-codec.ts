import type { NormalizedSchema } from "@smithy/core/schema";
import { readTimestamp, serializationError, timestampFormat } from "./scalar.ts";
import { wireTraits } from "./shape.ts";

/**
 * Reads parsed JSON as the SDK's value of a shape: timestamps become `Date`, blobs `Uint8Array`; members that the
 * shape does not have are dropped, as AWS does. Follows Smithy's AWS JSON protocols.
 */
export function readJson(schema: NormalizedSchema, value: unknown, path = ""): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema()) return readStruct(schema, value, path);
  if (schema.isListSchema()) return readList(schema, value, path);
  if (schema.isMapSchema()) return readMap(schema, value, path);
  return readScalar(schema, value, path);
}

function readStruct(schema: NormalizedSchema, value: unknown, path: string): Record<string, unknown> {
  const source = asObject(value, path);
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const key = wireTraits(member).jsonName ?? name;
    if (!Object.hasOwn(source, key)) continue;
    const read = readJson(member, source[key], path ? `${path}.${name}` : name);
    if (read !== undefined) result[name] = read;
  }
  return result;
}

function readList(schema: NormalizedSchema, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw serializationError(path, "a list", value);
  const member = schema.getValueSchema();
  return value.map((item, index) => readJson(member, item, `${path}[${index}]`) ?? null);
}

function readMap(schema: NormalizedSchema, value: unknown, path: string): Record<string, unknown> {
  const member = schema.getValueSchema();
  const entries = Object.entries(asObject(value, path)).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, readJson(member, item, `${path}.${key}`)]));
}

function readScalar(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isTimestampSchema()) {
    if (typeof value !== "number" && typeof value !== "string")
      throw serializationError(path, "a timestamp", value);
    return readTimestamp(value, path);
  }
  if (schema.isBlobSchema()) {
    if (typeof value !== "string") throw serializationError(path, "base64 text", value);
    return Buffer.from(value, "base64");
  }
  if (schema.isStringSchema() && typeof value !== "string") throw serializationError(path, "a string", value);
  if (schema.isBooleanSchema() && typeof value !== "boolean")
    throw serializationError(path, "a boolean", value);
  if (schema.isNumericSchema() && typeof value !== "number")
    throw serializationError(path, "a number", value);
  return value;
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationError(path, "an object", value);
  }
  return value as Record<string, unknown>;
}

/** The JSON value of an SDK value: the inverse of `readJson`. Members that are undefined or null are left out. */
export function writeJson(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema()) return writeStruct(schema, value as Record<string, unknown>);
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    return (value as unknown[]).map((item) => writeJson(member, item) ?? null);
  }
  if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writeJson(member, item)]));
  }
  return writeScalar(schema, value);
}

function writeStruct(schema: NormalizedSchema, value: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const written = writeJson(member, value[name]);
    if (written !== undefined) result[wireTraits(member).jsonName ?? name] = written;
  }
  return result;
}

function writeScalar(schema: NormalizedSchema, value: unknown): unknown {
  if (value instanceof Date) {
    const format = timestampFormat(schema, "epochSeconds");
    if (format === "epochSeconds") return value.getTime() / 1000;
    return format === "httpDate" ? value.toUTCString() : value.toISOString();
  }
  if (schema.isBlobSchema()) return Buffer.from(value as Uint8Array).toString("base64");
  return value;
}
