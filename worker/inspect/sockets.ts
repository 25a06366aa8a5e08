import { readdir, readFile, readlink } from "node:fs/promises";
import type { InspectedProcess, ListeningSocket } from "./inspection.ts";

const listening = "0A";

/** The TCP sockets that these processes listen on (proc(5): /proc/net/tcp, /proc/<pid>/fd). */
export async function inspectSockets(
  processes: readonly InspectedProcess[],
): Promise<readonly ListeningSocket[]> {
  const [owners, tables] = await Promise.all([
    socketOwners(processes),
    Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => ""))),
  ]);
  return parseListeningSockets(tables.join("\n")).flatMap(({ address, port, inode }) => {
    const pid = owners.get(inode);
    return pid === undefined ? [] : [{ address, port, pid }];
  });
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

async function socketOwners(processes: readonly InspectedProcess[]): Promise<ReadonlyMap<string, number>> {
  const found = await Promise.all(processes.map(async ({ pid }) => [pid, await socketInodes(pid)] as const));
  return new Map(found.flatMap(([pid, inodes]) => inodes.map((inode) => [inode, pid] as const)));
}

async function socketInodes(pid: number): Promise<readonly string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}
