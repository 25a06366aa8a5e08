import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import type { InspectedProcess, ListeningSocket } from "./inspection.ts";
import { readLink } from "./read-text.ts";

const listening = "0A";
/** Less than two rows, so that hardly more is asked for than is wanted. */
const chunkBytes = 256;

/** The TCP sockets that these processes listen on (proc(5): /proc/net/tcp, /proc/<pid>/fd). */
export function inspectSockets(processes: readonly InspectedProcess[]): readonly ListeningSocket[] {
  const owners = socketOwners(processes);
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(readListeningRows);
  return parseListeningSockets(tables.join("\n")).flatMap(({ address, port, inode }) => {
    const pid = owners.get(inode);
    return pid === undefined ? [] : [{ address, port, pid }];
  });
}

/**
 * The beginning of a table of sockets, up to the first that does not listen: those that do come first (the kernel's
 * proc_net_tcp.rst), and to gather the others, all connections of the machine, takes longer than all the rest.
 */
function readListeningRows(path: string): string {
  const chunk = Buffer.alloc(chunkBytes);
  let text = "";
  try {
    const file = openSync(path, "r");
    try {
      while (mayGoOn(text)) {
        const length = readSync(file, chunk);
        if (length === 0) break;
        text += chunk.toString("latin1", 0, length);
      }
    } finally {
      closeSync(file);
    }
  } catch {
    // There is no such table: a machine without IPv6.
  }
  return text;
}

/** Whether the last whole row is the table's head or that of a listening socket. */
function mayGoOn(text: string): boolean {
  const rows = text.split("\n");
  return rows.length < 3 || stateOf(rows.at(-2) ?? "") === listening;
}

function stateOf(row: string): string | undefined {
  return row.trim().split(/\s+/)[3];
}

interface SocketEntry {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** The listening sockets of the text of /proc/net/tcp and tcp6. */
export function parseListeningSockets(text: string): readonly SocketEntry[] {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([, local = "", , state, , , , , , inode]) => {
    const [hexAddress = "", hexPort = ""] = local.split(":");
    if (state !== listening || inode === undefined) return [];
    return [{ address: parseAddress(hexAddress), port: Number.parseInt(hexPort, 16), inode }];
  });
}

/** The kernel prints 32-bit words in the machine's (little endian) order. */
function parseAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join(".");
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join(".");
  if (bytes.every((byte) => byte === 0)) return "::";
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/(.{4})(?=.)/g, "$1:");
}

function socketOwners(processes: readonly InspectedProcess[]): ReadonlyMap<string, number> {
  return new Map(processes.flatMap(({ pid }) => socketInodes(pid).map((inode) => [inode, pid] as const)));
}

function socketInodes(pid: number): readonly string[] {
  const links = listFiles(pid).map((name) => readLink(`/proc/${pid}/fd/${name}`));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** The open files of a process; none when it has ended meanwhile. */
function listFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}
