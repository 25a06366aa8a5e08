import { isJsonObject, type Json, type JsonObject } from "../../../../asl/json.ts";

/** A body and what it is written in. */
export interface RequestBody {
  readonly text: string;
  readonly contentType: string;
}

const FORM = "application/x-www-form-urlencoded";

/**
 * The body of an HTTP Task: JSON, a text as it stands when it is said to be other than JSON, or a form.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-request-body-encoding
 */
export function encodeBody(
  body: Json,
  { contentType, transform }: { readonly contentType: string | undefined; readonly transform: JsonObject },
): RequestBody {
  if (transform.RequestBodyEncoding === "URL_ENCODED" || contentType?.startsWith(FORM)) {
    const options = isJsonObject(transform.RequestEncodingOptions) ? transform.RequestEncodingOptions : {};
    const fields = flatten("", body, String(options.ArrayFormat ?? "INDICES"));
    return { text: new URLSearchParams(fields).toString(), contentType: contentType ?? FORM };
  }
  const isOther = contentType !== undefined && !/json/i.test(contentType);
  if (isOther && typeof body === "string") return { text: body, contentType };
  return { text: JSON.stringify(body), contentType: contentType ?? "application/json" };
}

type Field = [name: string, value: string];

function flatten(name: string, value: Json, arrays: string): Field[] {
  if (Array.isArray(value)) return flattenArray(name, value, arrays);
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, part]) =>
      flatten(name === "" ? key : `${name}[${key}]`, part, arrays),
    );
  }
  return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
}

/** Where each element of an array goes, by `ArrayFormat`. */
const ELEMENT_NAMES: Readonly<Record<string, (name: string, index: number) => string>> = {
  INDICES: (name, index) => `${name}[${index}]`,
  BRACKETS: (name) => `${name}[]`,
  REPEAT: (name) => name,
  NONE: (name) => name,
};

function flattenArray(name: string, items: readonly Json[], arrays: string): Field[] {
  if (arrays === "COMMAS")
    return [[name, items.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join(",")]];
  const nameOf = ELEMENT_NAMES[arrays] ?? ELEMENT_NAMES.INDICES;
  return items.flatMap((item, index) => flatten(nameOf?.(name, index) ?? name, item, arrays));
}
