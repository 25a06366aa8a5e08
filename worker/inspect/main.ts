import { release, type } from "node:os";
import { inspectFiles } from "./files.ts";
import type { Inspection } from "./inspection.ts";
import { inspectProcesses } from "./processes.ts";
import { inspectSockets } from "./sockets.ts";

/**
 * The inspection program of an instance: lies in the base image as `opt/repave/inspect.mjs`, is run by a validation
 * through Run Command with the instance's root as its folder, and prints what it finds as one line of JSON.
 */
async function inspect(root: string): Promise<Inspection> {
  const [files, processes] = await Promise.all([inspectFiles(root), inspectProcesses(root)]);
  const system = { name: type().toLowerCase(), release: release() };
  if (processes === undefined) return { system, ...files };
  return { system, processes, sockets: await inspectSockets(processes), ...files };
}

process.stdout.write(`${JSON.stringify(await inspect(process.cwd()))}\n`);
