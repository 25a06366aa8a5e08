import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { baseEnvironment } from "./base-environment.ts";
import { bwrapSandbox, canEnterSandbox } from "./bwrap-sandbox.ts";
import type { InstanceUser } from "./instance-user.ts";

/** A command as `spawn` wants it. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whom the process runs as; the runtime's own user when absent. */
  readonly user?: InstanceUser;
}

/** What is to run in an instance, in the instance's own terms: paths are relative to its root. */
export interface InstanceCommand {
  readonly command: readonly [string, ...string[]];
  /** Below the root, relative or starting with `/`; the root itself when absent. */
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The instance's user, for the boot process. Run Command has none: its agent is the system's. */
  readonly user?: InstanceUser | undefined;
}

/** What a sandbox is made for. */
export interface SandboxOptions {
  /** The Node that instances run. */
  readonly node: string;
}

/** How processes of instances are kept to their root directory. */
export interface Sandbox {
  readonly kind: "bwrap" | "process-group";
  /** `bootPid` is the instance's first process, whose namespaces a later command joins. */
  prepare(root: string, command: InstanceCommand, bootPid?: number): Launch;
}

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

/** No confinement but a user, a directory, a minimal environment and a process group of its own. */
export function processGroupSandbox({ node }: SandboxOptions): Sandbox {
  return {
    kind: "process-group",
    prepare(root, { command: [file, ...args], workingDirectory = ".", environment, user }) {
      const cwd = join(root, workingDirectory);
      const launch = { file: resolveProgram(file, node), args, cwd };
      const asUser = user === undefined ? {} : { user };
      return { ...launch, environment: baseEnvironment({ home: root, node, environment }), ...asUser };
    },
  };
}

/** Spares the search through `PATH` for the one program that nearly every command starts with. */
function resolveProgram(file: string, node: string): string {
  return file === "node" ? node : file;
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
