import { request } from "node:http";

const tokenPath = "/latest/api/token";
const tokenSeconds = 21_600;

/** The instance metadata service, version 2 (a session token is asked for first). */
export interface InstanceMetadata {
  /** `user-data`, `meta-data/instance-id`, `meta-data/local-ipv4` …; undefined when there is none. */
  readonly get: (path: string) => Promise<string | undefined>;
}

/**
 * A client of the metadata service at an endpoint such as `http://169.254.169.254`. Plain HTTP of Node's own, since
 * the time until an application runs is the time of a release.
 */
export function createInstanceMetadata(endpoint: string): InstanceMetadata {
  let token: Promise<string> | undefined;
  return {
    get: async (path) => {
      token ??= readToken(endpoint);
      const headers = { "x-aws-ec2-metadata-token": await token };
      const { status, body } = await call({
        url: new URL(`/latest/${path}`, endpoint),
        method: "GET",
        headers,
      });
      if (status === 404) return undefined;
      return expectOk(path, status, body);
    },
  };
}

async function readToken(endpoint: string): Promise<string> {
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": String(tokenSeconds) };
  const { status, body } = await call({ url: new URL(tokenPath, endpoint), method: "PUT", headers });
  return expectOk("api/token", status, body);
}

function expectOk(path: string, status: number, body: string): string {
  if (status !== 200)
    throw new Error(`expected the metadata service to answer ${path} with 200; it answered ${status}`);
  return body;
}

interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

function call({ url, method, headers }: Call): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, timeout: 5000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${url.href} within 5 s`)));
    outgoing.on("error", reject);
    outgoing.end();
  });
}
