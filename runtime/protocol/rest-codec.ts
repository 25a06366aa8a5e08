import type { NormalizedSchema } from "@smithy/core/schema";
import { isTooDeep } from "../asl/json-depth.ts";
import { AwsError } from "./aws-error.ts";
import { type HttpRequest, type HttpResponse, header } from "./http-request.ts";
import { readJson, writeJson } from "./json-codec.ts";
import type { RouteMatch } from "./rest-route.ts";
import { readTextScalar, writeTextScalar } from "./scalar.ts";
import { type WireTraits, wireTraits } from "./shape.ts";
import { readXml, writeXmlElement, writeXmlMembers } from "./xml-codec.ts";

type Fields = Record<string, unknown>;
/** How bodies are written: Smithy's restJson1 or restXml. */
export type RestFormat = "json" | "xml";

const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Reads labels, query, headers and body as the SDK's input of the matched operation. */
export function readRestInput(
  match: RouteMatch,
  request: HttpRequest,
  options: { query: URLSearchParams; format: RestFormat },
): Fields {
  const { input } = match.shape;
  if (input.isUnitSchema()) return {};
  const result: Fields = readBody(input, request, options.format);
  for (const [name, member] of input.structIterator()) {
    const value = readBound(name, member, { match, request, query: options.query });
    if (value !== undefined) result[name] = value;
  }
  return result;
}

interface Bound {
  readonly match: RouteMatch;
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
}

function readBound(name: string, member: NormalizedSchema, { match, request, query }: Bound): unknown {
  const traits = wireTraits(member);
  if (name in match.labels) return readTextScalar(member, match.labels[name] ?? "", name);
  if (traits.httpQuery) return readQueryMember(member, traits.httpQuery, query);
  if (traits.httpPrefixHeaders !== undefined) return readPrefixed(request, traits.httpPrefixHeaders);
  if (!traits.httpHeader) return undefined;
  const text = header(request, traits.httpHeader);
  if (text === undefined) return undefined;
  if (!member.isListSchema()) return readTextScalar(member, text, name);
  return text.split(",").map((item) => readTextScalar(member.getValueSchema(), item.trim(), name));
}

function readQueryMember(member: NormalizedSchema, key: string, query: URLSearchParams): unknown {
  if (!query.has(key)) return undefined;
  if (member.isListSchema()) {
    return query.getAll(key).map((item) => readTextScalar(member.getValueSchema(), item, key));
  }
  return readTextScalar(member, query.get(key) ?? "", key);
}

function readPrefixed(request: HttpRequest, prefix: string): Record<string, string> | undefined {
  const found = Object.keys(request.headers).filter((name) => name.startsWith(prefix.toLowerCase()));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map((name) => [name.slice(prefix.length), header(request, name) ?? ""]));
}

function readBody(input: NormalizedSchema, request: HttpRequest, format: RestFormat): Fields {
  for (const [name, member] of input.structIterator()) {
    if (!wireTraits(member).httpPayload) continue;
    return request.body.length === 0 && !member.isBlobSchema()
      ? {}
      : { [name]: readPayload(member, request, format) };
  }
  if (request.body.length === 0) return {};
  if (format === "xml") return (readXml(input, request.body) ?? {}) as Fields;
  return readJson(input, parseJson(request.body)) as Fields;
}

function readPayload(member: NormalizedSchema, request: HttpRequest, format: RestFormat): unknown {
  if (member.isBlobSchema()) return request.body;
  if (member.isStringSchema()) return request.body.toString("utf8");
  return format === "xml" ? readXml(member, request.body) : readJson(member, parseJson(request.body));
}

/** Parses a JSON body. Throws `SerializationException` for a text that is no JSON. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  const text = body.toString("utf8");
  if (isTooDeep(text))
    throw new AwsError("SerializationException", "The request's body is nested too deeply.");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AwsError("SerializationException", "The request's body is not JSON.", { cause });
  }
}

/** Writes an output: members bound to headers and the status, and the rest or the payload member as the body. */
export function writeRestOutput(match: RouteMatch, output: Fields, format: RestFormat): HttpResponse {
  const schema = match.shape.output;
  const headers: Record<string, string> = {};
  let status = match.shape.http?.status ?? 200;
  let payload: { member: NormalizedSchema; value: unknown } | undefined;
  if (schema.isUnitSchema()) return { status, headers, body: "" };
  for (const [name, member] of schema.structIterator()) {
    const traits = wireTraits(member);
    const value = output[name];
    if (traits.httpPayload) payload = { member, value };
    if (value === undefined || value === null) continue;
    if (traits.httpResponseCode) status = Number(value);
    writeHeaders(headers, { traits, member, value });
  }
  if (output.ContentRange !== undefined) status = 206;
  return { status, headers, body: writeBody({ schema, output, headers, format, payload }) };
}

function writeHeaders(
  headers: Record<string, string>,
  { traits, member, value }: { traits: WireTraits; member: NormalizedSchema; value: unknown },
): void {
  if (traits.httpPrefixHeaders !== undefined) {
    for (const [key, text] of Object.entries(value as Record<string, string>)) {
      headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = text;
    }
    return;
  }
  if (!traits.httpHeader) return;
  const texts = Array.isArray(value) ? value.map(String) : [writeTextScalar(member, value, "httpDate")];
  headers[traits.httpHeader.toLowerCase()] = texts.join(",");
}

interface BodyParts {
  readonly schema: NormalizedSchema;
  readonly output: Fields;
  readonly headers: Record<string, string>;
  readonly format: RestFormat;
  readonly payload: { member: NormalizedSchema; value: unknown } | undefined;
}

function writeBody({ schema, output, headers, format, payload }: BodyParts): HttpResponse["body"] {
  if (payload) return writePayload(payload.member, payload.value, headers, format);
  const bodyMembers = [...schema.structIterator()].filter(([, member]) => !isHeaderBound(wireTraits(member)));
  if (bodyMembers.length === 0) return "";
  if (format === "json") {
    headers["content-type"] ??= "application/json";
    const names = new Set(bodyMembers.map(([name]) => name));
    return JSON.stringify(
      writeJson(schema, Object.fromEntries(Object.entries(output).filter(([n]) => names.has(n)))),
    );
  }
  headers["content-type"] ??= "application/xml";
  return xmlDocument(rootElement(schema, output));
}

function isHeaderBound(traits: WireTraits): boolean {
  return Boolean(traits.httpHeader ?? traits.httpPrefixHeaders ?? traits.httpResponseCode);
}

function writePayload(
  member: NormalizedSchema,
  value: unknown,
  headers: Record<string, string>,
  format: RestFormat,
): HttpResponse["body"] {
  if (value === undefined || value === null) return "";
  if (member.isBlobSchema() || member.isStringSchema()) return value as HttpResponse["body"];
  if (format === "json") {
    headers["content-type"] ??= "application/json";
    return JSON.stringify(writeJson(member, value));
  }
  headers["content-type"] ??= "application/xml";
  const tag = wireTraits(member).xmlName ?? member.getName() ?? "Result";
  return xmlDocument(withNamespace(writeXmlElement(member, tag, value), tag));
}

/** A structure whose one member has the root's name is written without the inner element (GetBucketLocation). */
function rootElement(schema: NormalizedSchema, output: Fields): string {
  const tag = wireTraits(schema).xmlName ?? schema.getName() ?? "Result";
  const [only, ...others] = [...schema.structIterator()];
  if (only && others.length === 0 && only[0] === tag) {
    const inner = output[tag] === undefined ? "" : writeTextScalar(only[1], output[tag], "dateTime");
    return `<${tag} xmlns="${S3_NAMESPACE}">${inner}</${tag}>`;
  }
  return `<${tag} xmlns="${S3_NAMESPACE}">${writeXmlMembers(schema, output)}</${tag}>`;
}

function withNamespace(element: string, tag: string): string {
  return element.replace(`<${tag}`, `<${tag} xmlns="${S3_NAMESPACE}"`);
}

function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}
