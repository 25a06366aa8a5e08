import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { bwrapSandbox, canEnterSandbox } from "./bwrap-sandbox.ts";
import { processGroupSandbox } from "./process-group-sandbox.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";

/**
 * The strongest sandbox that this machine has: `bwrap` (the root at `/`, the system read-only, its own process
 * table), which also needs `nsenter` to run later commands inside; else a plain process group in the root directory.
 */
export function findSandbox(options: SandboxOptions): Sandbox {
  const bwrap = findProgram("bwrap");
  const nsenter = findProgram("nsenter");
  if (process.platform !== "linux" || bwrap === undefined || nsenter === undefined)
    return processGroupSandbox(options);
  const programs = { bwrap, nsenter };
  return canEnterSandbox(programs) ? bwrapSandbox({ ...programs, ...options }) : processGroupSandbox(options);
}

function findProgram(name: string): string | undefined {
  const candidates = (process.env.PATH ?? "").split(delimiter).map((directory) => join(directory, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
