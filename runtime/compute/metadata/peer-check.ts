import { closeSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";

/** One end of a TCP connection over IPv4. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether the peer of a connection on this machine is one of `pids`: its socket's inode stands in
 * `/proc/net/tcp`, and its owner holds it among its open files. Undefined where the system does not tell (no `/proc`).
 */
export function isPeerAmong(
  connection: Readonly<{ peer: SocketAddress; local: SocketAddress; pids: Iterable<number> }>,
): boolean | undefined {
  if (process.platform !== "linux") return undefined;
  const inode = findInode(connection.peer, connection.local);
  if (inode === undefined) return false;
  for (const pid of connection.pids) if (holdsSocket(pid, inode)) return true;
  return false;
}

function findInode(peer: SocketAddress, local: SocketAddress): string | undefined {
  return (
    findInodeIn("/proc/net/tcp", "", peer, local) ?? findInodeIn("/proc/net/tcp6", MAPPED_PREFIX, peer, local)
  );
}

/** `::ffff:` as the kernel prints it: four words, each in the byte order of the machine. */
const MAPPED_PREFIX = "0000000000000000FFFF0000";

function findInodeIn(
  table: string,
  prefix: string,
  peer: SocketAddress,
  local: SocketAddress,
): string | undefined {
  const wanted = ` ${prefix}${hex(peer)} ${prefix}${hex(local)} `;
  return findRow(table, wanted)?.trim().split(/\s+/)[9];
}

const CHUNK_BYTES = 4096;

/** Reads no further than to the row: the kernel gathers the machine's connections as they are read. */
function findRow(table: string, wanted: string): string | undefined {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(table, "r");
  try {
    let begun = "";
    for (let length = -1; length !== 0; ) {
      length = readSync(file, chunk);
      const rows = (begun + chunk.toString("latin1", 0, length)).split("\n");
      begun = rows.pop() ?? "";
      const row = rows.find((it) => it.includes(wanted));
      if (row !== undefined) return row;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function hex({ address, port }: SocketAddress): string {
  const octets = address.replace(/^::ffff:/, "").split(".");
  const word = octets.map((octet) => Number(octet).toString(16).padStart(2, "0")).reverse();
  return `${word.join("")}:${port.toString(16).padStart(4, "0")}`.toUpperCase();
}

function holdsSocket(pid: number, inode: string): boolean {
  const wanted = `socket:[${inode}]`;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((file) => readFileLink(`/proc/${pid}/fd/${file}`) === wanted);
  } catch {
    return false; // the process is gone
  }
}

function readFileLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // closed since the folder was listed
  }
}
