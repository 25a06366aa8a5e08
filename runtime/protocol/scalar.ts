import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "./aws-error.ts";

/** How a protocol writes a timestamp where the member itself does not say. */
export type TimestampFormat = "epochSeconds" | "dateTime" | "httpDate";

const FORMAT_OF_SCHEMA: Readonly<Record<number, TimestampFormat>> = {
  5: "dateTime",
  6: "httpDate",
  7: "epochSeconds",
};

/** The format of a timestamp member: its own, else the protocol's. */
export function timestampFormat(schema: NormalizedSchema, otherwise: TimestampFormat): TimestampFormat {
  return FORMAT_OF_SCHEMA[schema.getSchema() as number] ?? otherwise;
}

/** A `Date` as the wire has it: seconds with milliseconds, ISO 8601, or an HTTP date. */
export function formatTimestamp(value: Date, format: TimestampFormat): string {
  if (format === "epochSeconds") return String(value.getTime() / 1000);
  return format === "httpDate" ? value.toUTCString() : value.toISOString();
}

/** Reads a scalar that came as text (query, header, label, XML). Throws `SerializationException` for nonsense. */
export function readTextScalar(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isBooleanSchema()) return readBoolean(text, path);
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
    return readNumber(text, path);
  if (schema.isTimestampSchema()) return readTimestamp(text, path);
  if (schema.isBlobSchema()) return Buffer.from(text, "base64");
  return text;
}

/** Writes a scalar as text for a query, a header, a label or XML. */
export function writeTextScalar(schema: NormalizedSchema, value: unknown, format: TimestampFormat): string {
  if (value instanceof Date) return formatTimestamp(value, timestampFormat(schema, format));
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return String(value);
}

/** Reads a timestamp in any of the three formats. */
export function readTimestamp(value: string | number, path: string): Date {
  const isSeconds = typeof value === "number" || /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value);
  const date = isSeconds ? new Date(Number(value) * 1000) : new Date(value);
  if (Number.isNaN(date.getTime())) throw serializationError(path, "a timestamp", value);
  return date;
}

function readBoolean(text: string, path: string): boolean {
  const lower = text.toLowerCase();
  if (lower !== "true" && lower !== "false") throw serializationError(path, "true or false", text);
  return lower === "true";
}

function readNumber(text: string, path: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw serializationError(path, "a number", text);
  return value;
}

/** The refusal of a value whose wire type is not the member's. Names where, what was expected and what kind came. */
export function serializationError(path: string, expected: string, came: unknown): AwsError {
  const kind = came === null ? "null" : Array.isArray(came) ? "a list" : typeof came;
  return new AwsError(
    "SerializationException",
    `${path || "The request"}: expected ${expected}, got ${kind}.`,
  );
}
