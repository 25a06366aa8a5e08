import { request as requestPlainly } from "node:http";

export interface HttpCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long nothing may be heard before the call is given up. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One request and its whole answer, whatever its status. Plain HTTP of Node's own, since the time until an application
 * runs is the time of a release; TLS is loaded only for an address that wants it. Rejects when nothing is heard.
 */
export async function exchange(call: HttpCall): Promise<HttpAnswer> {
  const { url, method, headers, body, timeoutMs } = call;
  const request = url.protocol === "https:" ? (await import("node:https")).request : requestPlainly;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    outgoing.on("timeout", () => outgoing.destroy(unheard(call)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function unheard({ url, timeoutMs }: HttpCall): Error {
  const error = new Error(`no answer from ${url.origin}${url.pathname} within ${timeoutMs / 1000} s`);
  return Object.assign(error, { code: "ETIMEDOUT" });
}
