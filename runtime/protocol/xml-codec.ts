import type { NormalizedSchema } from "@smithy/core/schema";
import { XMLParser } from "fast-xml-parser";
import { AwsError } from "./aws-error.ts";
import { readTextScalar, writeTextScalar } from "./scalar.ts";
import { type WireTraits, wireTraits } from "./shape.ts";

/** Text made safe between tags: markup escaped, characters that XML 1.0 cannot hold replaced. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      .replace(/\r/g, "&#13;")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
  );
}

/** The members of a structure as XML elements, without an element around them. */
export function writeXmlMembers(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>): string {
  let xml = "";
  for (const [name, member] of schema.structIterator()) {
    const traits = wireTraits(member);
    if (value[name] === undefined || value[name] === null || isBoundElsewhere(traits) || traits.xmlAttribute)
      continue;
    xml += writeXmlElement(member, traits.xmlName ?? name, value[name]);
  }
  return xml;
}

function isBoundElsewhere(traits: WireTraits): boolean {
  return Boolean(
    traits.httpHeader ?? traits.httpPrefixHeaders ?? traits.httpResponseCode ?? traits.httpQuery,
  );
}

/** One element with its content; a flattened list becomes a run of elements. Source: Smithy's XML bindings. */
export function writeXmlElement(schema: NormalizedSchema, tag: string, value: unknown): string {
  if (schema.isListSchema()) return writeList(schema, tag, value as readonly unknown[]);
  if (schema.isMapSchema()) return writeMap(schema, tag, value as Readonly<Record<string, unknown>>);
  if (schema.isStructSchema()) {
    const struct = value as Readonly<Record<string, unknown>>;
    return `<${tag}${attributes(schema, struct)}>${writeXmlMembers(schema, struct)}</${tag}>`;
  }
  return `<${tag}>${escapeXml(writeTextScalar(schema, value, "dateTime"))}</${tag}>`;
}

function attributes(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const [name, member] of schema.structIterator()) {
    const traits = wireTraits(member);
    if (!traits.xmlAttribute || value[name] === undefined) continue;
    const key = traits.xmlName ?? name;
    const prefix = key.split(":")[0];
    const namespace = key.startsWith("xsi:")
      ? ` xmlns:${prefix}="http://www.w3.org/2001/XMLSchema-instance"`
      : "";
    text += `${namespace} ${key}="${escapeXml(String(value[name]))}"`;
  }
  return text;
}

function writeList(schema: NormalizedSchema, tag: string, items: readonly unknown[]): string {
  const member = schema.getValueSchema();
  const present = items.filter((item) => item !== null && item !== undefined);
  if (wireTraits(schema).xmlFlattened)
    return present.map((item) => writeXmlElement(member, tag, item)).join("");
  const itemTag = wireTraits(member).xmlName ?? "member";
  return `<${tag}>${present.map((item) => writeXmlElement(member, itemTag, item)).join("")}</${tag}>`;
}

function writeMap(schema: NormalizedSchema, tag: string, value: Readonly<Record<string, unknown>>): string {
  const keySchema = schema.getKeySchema();
  const valueSchema = schema.getValueSchema();
  const entries = Object.entries(value).map(
    ([key, item]) =>
      writeXmlElement(keySchema, wireTraits(keySchema).xmlName ?? "key", key) +
      writeXmlElement(valueSchema, wireTraits(valueSchema).xmlName ?? "value", item),
  );
  if (wireTraits(schema).xmlFlattened) return entries.map((entry) => `<${tag}>${entry}</${tag}>`).join("");
  return `<${tag}>${entries.map((entry) => `<entry>${entry}</entry>`).join("")}</${tag}>`;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: { enabled: true, maxTotalExpansions: 100_000 },
});

/** Reads a request body in XML as the SDK's value of a structure. Throws `MalformedXML`. */
export function readXml(schema: NormalizedSchema, body: Uint8Array): unknown {
  let document: Record<string, unknown>;
  try {
    document = parser.parse(Buffer.from(body).toString("utf8"), true) as Record<string, unknown>;
  } catch (cause) {
    throw new AwsError("MalformedXML", "The XML you provided was not well-formed.", { cause });
  }
  return readNode(schema, Object.values(document)[0], "");
}

function readNode(schema: NormalizedSchema, node: unknown, path: string): unknown {
  if (node === undefined) return undefined;
  if (schema.isStructSchema()) return readStruct(schema, node, path);
  if (schema.isListSchema()) return readList(schema, node, path);
  if (schema.isMapSchema()) return readMap(schema, node, path);
  return readTextScalar(schema, textOf(node), path);
}

function readStruct(schema: NormalizedSchema, node: unknown, path: string): Record<string, unknown> {
  const source = childrenOf(node);
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const traits = wireTraits(member);
    const key = traits.xmlAttribute ? `@${traits.xmlName ?? name}` : (traits.xmlName ?? name);
    const value = readNode(member, source[key], path ? `${path}.${name}` : name);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function readList(schema: NormalizedSchema, node: unknown, path: string): unknown[] {
  const member = schema.getValueSchema();
  const wrapped = wireTraits(schema).xmlFlattened
    ? node
    : childrenOf(node)[wireTraits(member).xmlName ?? "member"];
  return asArray(wrapped).map((item, index) => readNode(member, item, `${path}[${index}]`));
}

function readMap(schema: NormalizedSchema, node: unknown, path: string): Record<string, unknown> {
  const entries = wireTraits(schema).xmlFlattened ? node : childrenOf(node).entry;
  const keyName = wireTraits(schema.getKeySchema()).xmlName ?? "key";
  const valueSchema = schema.getValueSchema();
  const valueName = wireTraits(valueSchema).xmlName ?? "value";
  const pairs = asArray(entries).map((entry) => {
    const children = childrenOf(entry);
    const key = textOf(children[keyName]);
    return [key, readNode(valueSchema, children[valueName], `${path}.${key}`)] as const;
  });
  return Object.fromEntries(pairs);
}

function asArray(node: unknown): unknown[] {
  if (node === undefined) return [];
  return Array.isArray(node) ? node : [node];
}

function childrenOf(node: unknown): Record<string, unknown> {
  return typeof node === "object" && node !== null ? (node as Record<string, unknown>) : {};
}

function textOf(node: unknown): string {
  if (typeof node === "object" && node !== null) return String(childrenOf(node)["#text"] ?? "");
  return String(node ?? "");
}
