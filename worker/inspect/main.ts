import { release, type } from "node:os";
import { inspectFiles } from "./files.ts";
import type { Inspection } from "./inspection.ts";
import { inspectProcesses } from "./processes.ts";
import { inspectSockets } from "./sockets.ts";

/**
 * The inspection program of an instance: lies in the base image as `opt/repave/inspect.mjs`, is run by a validation
 * through Run Command with the instance's root as its folder, and prints what it finds as one line of JSON. It has
 * nothing else to do while it reads, so it waits for each file: twenty threads that read for it would take twice as long.
 */
function inspect(root: string): Inspection {
  const files = inspectFiles(root);
  const processes = inspectProcesses(root);
  const system = { name: type().toLowerCase(), release: release() };
  if (processes === undefined) return { system, ...files };
  return { system, processes, sockets: inspectSockets(processes), ...files };
}

process.stdout.write(`${JSON.stringify(inspect(process.cwd()))}\n`);
