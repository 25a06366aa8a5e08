import type { IncomingHttpHeaders } from "node:http";

/** One request with its whole body, before it is known which service it is for. */
export interface HttpRequest {
  readonly method: string;
  /** As it was sent, still percent-encoded: `/bucket/a%20key`. */
  readonly rawPath: string;
  /** As it was sent, without the question mark. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is written back. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | NodeJS.ReadableStream;
}

/** A header's value as one text; undefined when absent. */
export function header(request: HttpRequest, name: string): string | undefined {
  const key = name.toLowerCase();
  const value = Object.hasOwn(request.headers, key) ? request.headers[key] : undefined;
  return Array.isArray(value) ? value.join(",") : value;
}
