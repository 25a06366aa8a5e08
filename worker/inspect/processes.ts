import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { InspectedProcess } from "./inspection.ts";

/** The processes that run inside the root, without the inspection itself and what started it; undefined without /proc. */
export async function inspectProcesses(root: string): Promise<readonly InspectedProcess[] | undefined> {
  const pids = await listPids();
  if (pids === undefined) return undefined;
  const own = await ownChain();
  const found = await Promise.all(pids.filter((pid) => !own.has(pid)).map((pid) => readProcess(pid, root)));
  return found.flatMap((process) => process ?? []);
}

async function listPids(): Promise<readonly number[] | undefined> {
  try {
    return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return undefined;
  }
}

/** This process and its ancestors. */
async function ownChain(): Promise<ReadonlySet<number>> {
  const chain = new Set<number>();
  for (let pid = process.pid; pid > 1 && !chain.has(pid); pid = await parentOf(pid)) chain.add(pid);
  return chain;
}

async function parentOf(pid: number): Promise<number> {
  return Number(/^PPid:\s+(\d+)/m.exec(await readText(`/proc/${pid}/status`))?.[1] ?? 0);
}

async function readProcess(pid: number, root: string): Promise<InspectedProcess | undefined> {
  const directory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (directory === undefined || !isInside(directory, root)) return undefined;
  const [status, commandLine] = await Promise.all([
    readText(`/proc/${pid}/status`),
    readText(`/proc/${pid}/cmdline`),
  ]);
  const userId = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  if (userId === undefined || /^State:\s+Z/m.test(status)) return undefined;
  return { pid, userId: Number(userId), program: programOf(commandLine) };
}

/** `node` of `/usr/bin/node\0server.js\0`; `sshd:` of a process that has given itself a title. */
export function programOf(commandLine: string): string {
  return basename(commandLine.split(/[\0 ]/, 1)[0] ?? "");
}

function isInside(path: string, root: string): boolean {
  return root === "/" || path === root || path.startsWith(`${root}/`);
}

/** Empty when the process has ended meanwhile. */
function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
