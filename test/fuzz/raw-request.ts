import { createHash, createHmac } from "node:crypto";
import http from "node:http";

/** A request to the byte: nothing in it is corrected or escaped on its way. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Signer {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * Signs a request with Signature Version 4 as it stands, malformed or not, so that it gets past the signature
 * wherever its path and query can be made canonical at all.
 */
export function signed(request: RawRequest, service: string, signer: Signer): RawRequest {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = [timestamp.slice(0, 8), "us-east-1", service, "aws4_request"];
  const payload = request.headers["x-amz-content-sha256"] ?? sha256(request.body);
  const headers = {
    ...request.headers,
    host: new URL(signer.endpoint).host,
    "x-amz-date": timestamp,
    "x-amz-content-sha256": payload,
  };
  const names = ["host", "x-amz-content-sha256", "x-amz-date"] as const;
  const [path = "", query = ""] = request.target.split(/\?(.*)/s);
  const canonical = [
    request.method,
    service === "s3" ? path : path.split("/").map(escaped).join("/"),
    query.split("&").filter(Boolean).map(canonicalPair).sort().join("&"),
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    payload,
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", timestamp, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${signer.secretAccessKey}`);
  const signature = hmac(key as Buffer, text).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${signer.accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalPair(part: string): string {
  const [name = "", value = ""] = part.split(/=(.*)/s);
  return `${canonicalText(name)}=${canonicalText(value)}`;
}

function canonicalText(text: string): string {
  try {
    return escaped(decodeURIComponent(text.replace(/\+/g, "%20")));
  } catch {
    return text;
  }
}

/** Sends a request and waits for its answer; rejects when the connection ends without one. */
export function send({ method, target, headers, body }: RawRequest, endpoint: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      method,
      path: target,
      headers: { ...headers, "content-length": body.length },
    };
    const request = http.request(options, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    request.on("error", reject).end(body);
  });
}
