import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { InspectedProcess } from "./inspection.ts";
import { readLink, readText } from "./read-text.ts";

/** The processes that run inside the root, without the inspection itself and what started it; undefined without /proc. */
export function inspectProcesses(root: string): readonly InspectedProcess[] | undefined {
  const pids = listPids();
  if (pids === undefined) return undefined;
  const own = ownChain();
  return pids.flatMap((pid) => (own.has(pid) ? [] : (readProcess(pid, root) ?? [])));
}

function listPids(): readonly number[] | undefined {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return undefined;
  }
}

/** This process and its ancestors. */
function ownChain(): ReadonlySet<number> {
  const chain = new Set<number>();
  for (let pid = process.pid; pid > 1 && !chain.has(pid); pid = parentOf(pid)) chain.add(pid);
  return chain;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0);
}

function readProcess(pid: number, root: string): InspectedProcess | undefined {
  if (!isInside(readLink(`/proc/${pid}/cwd`), root)) return undefined;
  const status = readText(`/proc/${pid}/status`);
  const userId = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  if (userId === undefined || /^State:\s+Z/m.test(status)) return undefined;
  return { pid, userId: Number(userId), program: programOf(readText(`/proc/${pid}/cmdline`)) };
}

/** `node` of `/usr/bin/node\0server.js\0`; `sshd:` of a process that has given itself a title. */
export function programOf(commandLine: string): string {
  return basename(commandLine.split(/[\0 ]/, 1)[0] ?? "");
}

function isInside(path: string, root: string): boolean {
  return (root === "/" && path !== "") || path === root || path.startsWith(`${root}/`);
}
