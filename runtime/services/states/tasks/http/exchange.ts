import type { HttpMessage } from "../../../../driver/task-runner.ts";

/** A request as TestState shows it, its headers in one line as AWS writes them. */
export function shownRequest({ url, init }: { readonly url: URL; readonly init: RequestInit }): HttpMessage {
  return {
    protocol: url.protocol.replace(":", ""),
    method: String(init.method),
    url: url.href,
    headers: headerLine(new Headers(init.headers)),
    ...(typeof init.body === "string" ? { body: init.body } : {}),
  };
}

/** A response, the same way. */
export function shownResponse(
  url: URL,
  { status, statusText, headers }: Response,
  body: string,
): HttpMessage {
  return {
    protocol: url.protocol.replace(":", ""),
    statusCode: String(status),
    statusMessage: statusText,
    headers: headerLine(headers),
    body,
  };
}

function headerLine(headers: Headers): string {
  return `[${[...headers].map(([name, value]) => `${name}: ${value}`).join(", ")}]`;
}
