import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../kernel/clock.ts";
import type { IssuedCredentials } from "../../kernel/service.ts";
import { type InstanceDescription, listFolder, metadataLeaves, timestamp } from "./document.ts";
import { isPeerAmong } from "./peer-check.ts";
import { createSessionTokens } from "./session-tokens.ts";

/** What the metadata service of one instance asks its host. */
export interface MetadataSource {
  describe(): InstanceDescription;
  /** Credentials of the instance's role, fresh ones when the last are near their end. */
  credentials(roleArn: string): IssuedCredentials & { readonly issuedMs: number };
  /** The ids of the processes that belong to the instance; read only as far as they are needed. */
  memberPids(): Promise<Iterable<number>>;
  readonly clock: Clock;
}

export interface MetadataServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const TOKEN_HEADER = "x-aws-ec2-metadata-token";
const TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";
const CREDENTIALS = "meta-data/iam/security-credentials";

/**
 * The instance metadata service, version 2 only, of one instance: on a port of its own on `127.0.0.1`. A session token
 * is given to processes of that instance alone; nothing is read without one.
 */
export async function startMetadataServer(source: MetadataSource): Promise<MetadataServer> {
  const tokens = createSessionTokens(source.clock);
  const server = createServer(async (request, response) => {
    if (request.method === "PUT") send(response, await issueToken(request, source, tokens));
    else send(response, read(request, source, tokens));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

type Tokens = ReturnType<typeof createSessionTokens>;

async function issueToken(request: IncomingMessage, source: MetadataSource, tokens: Tokens): Promise<Answer> {
  if (request.url !== "/latest/api/token") return { status: 405 };
  // A request that passed a proxy did not come from the instance itself.
  if (request.headers["x-forwarded-for"] !== undefined) return { status: 403 };
  if (!isMember(request, await source.memberPids())) return { status: 403 };
  const ttlSeconds = request.headers[TTL_HEADER]?.toString();
  const token = tokens.issue(ttlSeconds);
  return token === undefined
    ? { status: 400 }
    : { status: 200, body: token, headers: { [TTL_HEADER]: `${ttlSeconds}` } };
}

function read(request: IncomingMessage, source: MetadataSource, tokens: Tokens): Answer {
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405 };
  const secondsLeft = tokens.secondsLeft(request.headers[TOKEN_HEADER]?.toString());
  if (secondsLeft === undefined) return { status: 401 };
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://imds").pathname);
  const answer = path.startsWith("/latest")
    ? readPath(trim(path.slice("/latest".length)), source)
    : { status: 404 };
  return { ...answer, headers: { [TTL_HEADER]: `${secondsLeft}` } };
}

function readPath(path: string, source: MetadataSource): Answer {
  const description = source.describe();
  const roleArn = description.profile?.roleArn;
  const roleName = roleArn?.slice(roleArn.lastIndexOf("/") + 1);
  if (roleArn !== undefined && path === CREDENTIALS) return { status: 200, body: `${roleName}` };
  if (roleArn !== undefined && path === `${CREDENTIALS}/${roleName}`) return roleCredentials(source, roleArn);
  const leaves = metadataLeaves(description);
  const leaf = leaves[path];
  if (leaf !== undefined) return { status: 200, body: leaf };
  const paths = Object.keys(leaves).filter((it) => leaves[it] !== undefined);
  if (roleArn !== undefined) paths.push(`${CREDENTIALS}/${roleName}`);
  const names = listFolder(paths, path);
  return names.length === 0 ? { status: 404 } : { status: 200, body: names.join("\n") };
}

function roleCredentials(source: MetadataSource, roleArn: string): Answer {
  const it = source.credentials(roleArn);
  const document = {
    Code: "Success",
    LastUpdated: timestamp(it.issuedMs),
    Type: "AWS-HMAC",
    AccessKeyId: it.accessKeyId,
    SecretAccessKey: it.secretAccessKey,
    Token: it.sessionToken,
    Expiration: timestamp(it.expirationMs),
  };
  return { status: 200, body: JSON.stringify(document, null, 2) };
}

/** DIVERGES: where the system does not tell whose a connection is (no `/proc`), the token is the only guard. */
function isMember(request: IncomingMessage, pids: Iterable<number>): boolean {
  const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = request.socket;
  const peer = { address: remoteAddress, port: remotePort };
  const local = { address: localAddress, port: localPort };
  return isPeerAmong({ peer, local, pids }) ?? true;
}

function send(response: ServerResponse, { status, body = "", headers = {} }: Answer): void {
  response.writeHead(status, { "content-type": "text/plain", server: "EC2ws", ...headers });
  response.end(body);
}

function trim(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
