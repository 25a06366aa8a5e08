import { randomUUID } from "node:crypto";
import http from "node:http";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../kernel/clock.ts";
import type { Dispatcher } from "../kernel/dispatcher.ts";
import type { Log } from "../kernel/log.ts";
import type { CredentialIssuer, Service } from "../kernel/service.ts";
import { StorageFailedError } from "../storage/storage-errors.ts";
import type { Store } from "../storage/store.ts";
import { AwsError } from "./aws-error.ts";
import { writeError } from "./error-response.ts";
import type { HttpRequest, HttpResponse } from "./http-request.ts";
import { verifySignature } from "./signature/verify-signature.ts";
import { createWireProtocol, type WireProtocol } from "./wire-protocol.ts";

/** What the server needs of the runtime. */
export interface ServerOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly dispatcher: Dispatcher;
  readonly credentials: CredentialIssuer;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
}

/** Bodies above this are refused; S3 uploads in parts are below it. */
const MAX_BODY_BYTES = 1024 * 1024 * 1024;

/**
 * The one port of the embedded AWS. Every request is checked (Host, signature, date, body digest), routed by the
 * service in its credential scope, and answered only when what it changed is on disk.
 */
export function createAwsServer(options: ServerOptions): http.Server {
  const protocols = new Map<string, WireProtocol>();
  const protocolOf = (service: Service) => {
    const known = protocols.get(service.signingName) ?? createWireProtocol(service);
    protocols.set(service.signingName, known);
    return known;
  };
  const server = http.createServer({ keepAliveTimeout: 75_000 }, (incoming, outgoing) => {
    serve(incoming, { ...options, protocolOf })
      .then((response) => send(outgoing, response, incoming.method ?? "GET"))
      .catch((error: unknown) => {
        if (!isDisconnect(error)) options.log.error("A response could not be written", { error });
        outgoing.destroy();
      });
  });
  server.requestTimeout = 0;
  return server;
}

interface ServeOptions extends ServerOptions {
  readonly protocolOf: (service: Service) => WireProtocol;
}

async function serve(incoming: http.IncomingMessage, options: ServeOptions): Promise<HttpResponse> {
  const requestId = randomUUID();
  let service: Service | undefined;
  try {
    checkHost(incoming);
    if (incoming.url === "/_repave/health") return { status: 200, headers: {}, body: "ok\n" };
    const request = await readRequest(incoming);
    service = options.services.get(claimedService(request));
    const verified = verifySignature(request, {
      credentials: options.credentials,
      nowMs: options.clock.now(),
    });
    if (!service) throw unknownService(verified.signingName, options.services);
    const decoded = options.protocolOf(service).decode({
      ...request,
      headers: { ...request.headers, ...verified.trailers },
      body: verified.body,
    });
    const context = { caller: verified.caller, region: verified.region, requestId };
    const output = await options.dispatcher.dispatch(service, { ...decoded, context });
    await options.store.committed();
    const response = decoded.writeOutput((output ?? {}) as Record<string, unknown>, requestId);
    checkHeaders(response.headers);
    return { ...response, headers: { ...response.headers, "x-amzn-requestid": requestId } };
  } catch (error) {
    return refuse(error, { service, requestId, log: options.log });
  }
}

function refuse(
  error: unknown,
  { service, requestId, log }: { service: Service | undefined; requestId: string; log: Log },
): HttpResponse {
  if (error instanceof AwsError) return writeError(service, error, { requestId });
  if (isDisconnect(error)) return writeError(service, brokenOff(error), { requestId });
  if (error instanceof StorageFailedError) return writeError(service, unavailable(error), { requestId });
  log.error("A request failed by a defect", { requestId, service: service?.signingName, error });
  const failure = new AwsError(
    "InternalFailure",
    `The embedded AWS failed; its log has request ${requestId}.`,
    {
      status: 500,
      cause: error,
    },
  );
  return writeError(service, failure, { requestId });
}

/** Nobody is told that something was done, since it may not be on disk. */
function unavailable(cause: StorageFailedError): AwsError {
  const text = "The embedded AWS can no longer write its state and acknowledges nothing; its log says why.";
  return new AwsError("ServiceUnavailable", text, { status: 503, cause });
}

/** The client went before its request was whole; nobody reads this. */
function brokenOff(cause: unknown): AwsError {
  return new AwsError("RequestTimeout", "The connection ended before the request was whole.", { cause });
}

/** What a caller has stored or asked for may be put into headers only if it stays one header. */
function checkHeaders(headers: HttpResponse["headers"]): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      http.validateHeaderName(name);
      http.validateHeaderValue(name, value);
    } catch (cause) {
      throw new AwsError("InvalidArgument", `The value for the header '${name}' cannot be sent as one.`, {
        cause,
      });
    }
  }
}

/** The service named in the (not yet verified) credential scope: errors are written in its protocol. */
function claimedService(request: HttpRequest): string {
  const text = String(request.headers.authorization ?? request.rawQuery.replaceAll(/%2F/gi, "/"));
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(text)?.[1] ?? "";
}

function unknownService(name: string, services: ReadonlyMap<string, Service>): AwsError {
  const known = [...services.keys()].sort().join(", ");
  return new AwsError("UnknownService", `The embedded AWS has no service '${name}'. It has: ${known}.`, {
    status: 404,
  });
}

/** Only names of this machine are served, so that a web page cannot reach the port through DNS rebinding. */
function checkHost(incoming: http.IncomingMessage): void {
  const host = (incoming.headers.host ?? "").replace(/:\d+$/, "");
  if (/^(sync-)?(127(\.\d+){3}|\[::1\]|localhost|([a-z0-9.-]+\.)?localhost)$/.test(host)) return;
  throw new AwsError("InvalidHost", `Host must be 127.0.0.1 or localhost; got '${host}'.`, { status: 403 });
}

async function readRequest(incoming: http.IncomingMessage): Promise<HttpRequest> {
  const body = await readBody(incoming);
  const [rawPath = "/", rawQuery = ""] = splitOnce(incoming.url ?? "/");
  return {
    method: incoming.method ?? "GET",
    rawPath,
    rawQuery,
    headers: incoming.headers,
    body,
  };
}

/** By events and not by iteration: most bodies are one chunk, and an iterator takes longer than that. */
function readBody(incoming: http.IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(tooLarge());
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
    incoming.on("error", reject);
  });
}

function tooLarge(): AwsError {
  return new AwsError("EntityTooLarge", `A request body has at most ${MAX_BODY_BYTES} bytes.`, {
    status: 413,
  });
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

async function send(outgoing: http.ServerResponse, response: HttpResponse, method: string): Promise<void> {
  const { body } = response;
  if (method === "HEAD" || response.status === 304 || response.status === 204) {
    outgoing.writeHead(response.status, response.headers).end();
  } else if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing
      .writeHead(response.status, { ...response.headers, "content-length": Buffer.byteLength(body) })
      .end(body);
  } else {
    outgoing.writeHead(response.status, response.headers);
    await pipeline(body, outgoing);
  }
}

function isDisconnect(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
