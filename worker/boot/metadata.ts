import { exchange, type HttpAnswer } from "./http-exchange.ts";

const tokenPath = "/latest/api/token";
const tokenSeconds = 21_600;
const timeoutMs = 5000;
const refused = 401;

/** The instance metadata service, version 2 (a session token is asked for first). */
export interface InstanceMetadata {
  /** `user-data`, `meta-data/instance-id`, `meta-data/local-ipv4` …; undefined when there is none. */
  readonly get: (path: string) => Promise<string | undefined>;
}

/**
 * A client of the metadata service at an endpoint such as `http://169.254.169.254`. A token that is over, or that could
 * not be had, is asked for anew.
 */
export function createInstanceMetadata(endpoint: string): InstanceMetadata {
  let token: Promise<string> | undefined;
  const beginSession = (): Promise<string> => {
    const begun = readToken(endpoint);
    token = begun;
    begun.catch(() => {
      token = undefined;
    });
    return begun;
  };
  const read = async (path: string, session: Promise<string>): Promise<HttpAnswer> => {
    const headers = { "x-aws-ec2-metadata-token": await session };
    return exchange({ url: new URL(`/latest/${path}`, endpoint), method: "GET", headers, timeoutMs });
  };
  return {
    get: async (path) => {
      const first = await read(path, token ?? beginSession());
      const { status, body } = first.status === refused ? await read(path, beginSession()) : first;
      return status === 404 ? undefined : expectOk(path, status, body);
    },
  };
}

async function readToken(endpoint: string): Promise<string> {
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": String(tokenSeconds) };
  const url = new URL(tokenPath, endpoint);
  const { status, body } = await exchange({ url, method: "PUT", headers, timeoutMs });
  return expectOk("api/token", status, body);
}

function expectOk(path: string, status: number, body: string): string {
  if (status !== 200)
    throw new Error(`expected the metadata service to answer ${path} with 200; it answered ${status}`);
  return body;
}
