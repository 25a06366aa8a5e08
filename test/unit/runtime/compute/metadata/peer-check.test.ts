import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isPeerAmong, type SocketAddress } from "../../../../../runtime/compute/metadata/peer-check.ts";

/** Enough connections that the machine's table of sockets takes several reads. */
const CONNECTIONS = 60;

/** A server for both kinds of addresses sees those of IPv4 mapped. */
const HOSTS = existsSync("/proc/net/if_inet6") ? ["127.0.0.1", "::"] : ["127.0.0.1"];

let server: Server;
let sockets: Socket[];

/** The two ends of a connection, as the server that accepted it sees them. */
function endsOf(accepted: Socket): { readonly peer: SocketAddress; readonly local: SocketAddress } {
  const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = accepted;
  return {
    peer: { address: remoteAddress, port: remotePort },
    local: { address: localAddress, port: localPort },
  };
}

async function connectTo(address: string): Promise<Socket> {
  const accepting = once(server, "connection") as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, address);
  const [accepted] = await accepting;
  sockets.push(client, accepted);
  return accepted;
}

describe.runIf(process.platform === "linux").each(HOSTS)("a server on %s", (host) => {
  beforeEach(async () => {
    sockets = [];
    server = createServer().listen(0, host);
    await once(server, "listening");
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });

  it("knows whose each of many connections is", async () => {
    for (let count = 0; count < CONNECTIONS; count += 1) {
      const ends = endsOf(await connectTo("127.0.0.1"));
      expect(isPeerAmong({ ...ends, pids: [process.pid] })).toBe(true);
      expect(isPeerAmong({ ...ends, pids: [process.ppid] })).toBe(false);
    }
  });

  it("knows nobody behind a connection that there is not", async () => {
    const ends = endsOf(await connectTo("127.0.0.1"));
    const stranger = { ...ends, peer: { ...ends.peer, port: 1 } };
    expect(isPeerAmong({ ...stranger, pids: [process.pid] })).toBe(false);
  });
});
