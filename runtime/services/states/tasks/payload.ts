import { Readable } from "node:stream";
import type { NormalizedSchema } from "@smithy/core/schema";
import { MOST_PAYLOAD_BYTES } from "../../../asl/data-limit.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";

/**
 * The parameters of a task as the SDK's input of the operation: members are matched whatever the case of their first
 * letter (tasks write them in Pascal case), timestamps come as text, and objects where text is wanted are written as
 * JSON (message bodies). In the `aws-sdk` integrations a blob is the JSON text of its value.
 */
export function toSdkInput(
  schema: NormalizedSchema,
  value: Json,
  options: { readonly sdk: boolean },
): unknown {
  if (value === null) return undefined;
  if (schema.isStructSchema()) return toSdkStruct(schema, value, options);
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => toSdkInput(schema.getValueSchema(), item, options));
  if (schema.isMapSchema() && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        toSdkInput(schema.getValueSchema(), item as Json, options),
      ]),
    );
  }
  if (schema.isTimestampSchema()) return new Date(typeof value === "number" ? value * 1000 : String(value));
  if (schema.isBlobSchema()) return Buffer.from(options.sdk ? JSON.stringify(value) : asText(value));
  return schema.isStringSchema() ? asText(value) : value;
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toSdkStruct(schema: NormalizedSchema, value: Json, options: { readonly sdk: boolean }): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const source = value as JsonObject;
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const given = source[name] ?? source[pascalCase(name)] ?? source[camelCase(name)];
    if (given !== undefined && given !== null) result[name] = toSdkInput(member, given, options);
  }
  return result;
}

/** The SDK's output of an operation as a task's result: members in Pascal case, dates as ISO texts, blobs as text. */
export async function fromSdkOutput(schema: NormalizedSchema, value: unknown): Promise<Json | undefined> {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Readable) return readBodyText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (schema.isStructSchema()) return fromSdkStruct(schema, value as Record<string, unknown>);
  if (Array.isArray(value)) {
    const member = schema.getValueSchema();
    return Promise.all(value.map(async (item) => (await fromSdkOutput(member, item)) ?? null));
  }
  if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    const entries = Object.entries(value).map(
      async ([key, item]) => [key, (await fromSdkOutput(member, item)) ?? null] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  return value as Json;
}

/** A body as text, read no further than it takes to be more than a result may be. */
export async function readBodyText(body: Readable): Promise<string> {
  const decoder = new TextDecoder("utf8", { ignoreBOM: true });
  let text = "";
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > MOST_PAYLOAD_BYTES) return text;
  }
  return text + decoder.decode();
}

async function fromSdkStruct(schema: NormalizedSchema, value: Record<string, unknown>): Promise<JsonObject> {
  const result: Record<string, Json> = {};
  for (const [name, member] of schema.structIterator()) {
    const converted = await fromSdkOutput(member, value[name]);
    if (converted !== undefined) result[pascalCase(name)] = converted;
  }
  return result;
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
