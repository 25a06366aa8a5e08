import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../kernel/clock.ts";
import { requestHeaders, responseHeaders } from "./forwarded-headers.ts";

/** What to do with one request. */
export type Route =
  | {
      readonly type: "forward";
      readonly address: string;
      readonly port: number;
      /** Called when the request is over, however it ended. */
      readonly done: () => void;
    }
  | {
      readonly type: "respond";
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };

export interface ProxyOptions {
  readonly address: string;
  readonly port: number;
  readonly clock: Clock;
  route(request: IncomingMessage): Route;
  /** How long a target may be silent before the client gets 504. */
  idleTimeoutMs(): number;
}

export interface HttpProxy {
  /** Stops listening and ends all connections. */
  close(): Promise<void>;
}

type Forward = Extract<Route, { type: "forward" }>;

/** A streaming HTTP/1.1 proxy on one port of one address. Rejects when it cannot listen there. */
export async function startProxy(options: ProxyOptions): Promise<HttpProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const server = createServer((request, response) => {
    const route = options.route(request);
    if (route.type === "respond") respond(response, route);
    else forward({ request, response, route, agent, options, retries: 1 });
  });
  server.on("upgrade", (request, socket, head) => upgrade({ request, socket, head, options }));
  await listen(server, options);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Forward;
  readonly agent: Agent;
  readonly options: ProxyOptions;
  /** How often a kept connection that the target closed meanwhile may be replaced by a new one. */
  readonly retries: number;
}

function forward(exchange: Exchange): void {
  const { request, response, route, agent, options } = exchange;
  const outgoing = openRequest({
    host: route.address,
    port: route.port,
    method: request.method,
    path: request.url,
    headers: requestHeaders(request, options.clock.now()),
    agent,
  });
  const watch = watchIdle(exchange, outgoing);
  const finish = once(() => {
    watch.stop();
    route.done();
  });
  const onClientGone = () => {
    finish();
    outgoing.destroy();
  };
  response.once("close", onClientGone);
  outgoing.once("response", (incoming) => {
    watch.touch();
    incoming.on("data", watch.touch);
    response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, responseHeaders(incoming));
    incoming.pipe(response);
    // A target that breaks off in the middle of its answer breaks off the client's, too.
    incoming.once("error", () => response.destroy());
  });
  outgoing.once("error", () => {
    if (response.headersSent || response.destroyed) return;
    const hasBody = request.headers["content-length"] !== undefined || "transfer-encoding" in request.headers;
    if (outgoing.reusedSocket && !hasBody && exchange.retries > 0) {
      watch.stop();
      response.off("close", onClientGone);
      return forward({ ...exchange, retries: exchange.retries - 1 });
    }
    respond(response, watch.expired() ? GATEWAY_TIMEOUT : BAD_GATEWAY);
  });
  request.pipe(outgoing);
}

/** Ends a request to a target that has been silent for too long. */
function watchIdle(
  { options, request }: Exchange,
  outgoing: ClientRequest,
): Readonly<{ touch(): void; stop(): void; expired(): boolean }> {
  let lastMs = options.clock.now();
  let expired = false;
  let cancel = () => {};
  const touch = () => {
    lastMs = options.clock.now();
  };
  const arm = () => {
    const leftMs = lastMs + options.idleTimeoutMs() - options.clock.now();
    cancel = options.clock.after(Math.max(1, leftMs), () => {
      if (options.clock.now() - lastMs < options.idleTimeoutMs()) return arm();
      expired = true;
      outgoing.destroy(new Error("the target was silent for too long"));
    });
  };
  arm();
  request.on("data", touch);
  return { touch, stop: () => cancel(), expired: () => expired };
}

/** WebSockets and the like: after the target agrees, bytes pass both ways untouched. */
function upgrade({
  request,
  socket,
  head,
  options,
}: Readonly<{ request: IncomingMessage; socket: Duplex; head: Buffer; options: ProxyOptions }>): void {
  const route = options.route(request);
  if (route.type === "respond") return void socket.end(toRawResponse(route));
  const { connection = "upgrade", upgrade: protocol = "" } = request.headers;
  const outgoing = openRequest({
    host: route.address,
    port: route.port,
    method: request.method,
    path: request.url,
    headers: { ...requestHeaders(request, options.clock.now()), connection, upgrade: protocol },
    agent: false,
  });
  const finish = once(route.done);
  socket.once("close", finish);
  socket.on("error", () => outgoing.destroy());
  outgoing.once("error", () => socket.end(toRawResponse(BAD_GATEWAY)));
  outgoing.once("response", (incoming) => {
    socket.write(toRawHead(incoming));
    incoming.pipe(socket);
  });
  outgoing.once("upgrade", (incoming, target, targetHead) => {
    socket.write(Buffer.concat([toRawHead(incoming), targetHead]));
    target.write(head);
    target.on("error", () => socket.destroy());
    socket.on("error", () => target.destroy());
    target.pipe(socket).pipe(target);
  });
  outgoing.end();
}

type Respond = Extract<Route, { type: "respond" }>;

/** An answer that the load balancer gives itself, looking as AWS's does. */
export function errorPage(status: number, reason: string): Respond {
  const title = `${status} ${reason}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { type: "respond", status, contentType: "text/html", body };
}

const BAD_GATEWAY = errorPage(502, "Bad Gateway");
const GATEWAY_TIMEOUT = errorPage(504, "Gateway Time-out");

function respond(response: ServerResponse, { status, contentType, body }: Respond): void {
  const headers = { server: "awselb/2.0", "content-length": Buffer.byteLength(body) };
  response.writeHead(status, contentType === "" ? headers : { ...headers, "content-type": contentType });
  response.end(body);
}

function toRawResponse({ status, contentType, body }: Respond): string {
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} \r\nserver: awselb/2.0\r\ncontent-type: ${contentType}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;
}

function toRawHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): Buffer {
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
    rawHeaders.slice(2 * index, 2 * index + 2),
  );
  const lines = pairs.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join("")}\r\n`);
}

function listen(server: Server, { address, port }: ProxyOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve());
  });
}

function once(callback: () => void): () => void {
  let called = false;
  return () => {
    if (!called) callback();
    called = true;
  };
}
