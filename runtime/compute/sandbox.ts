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
  /** `findBootPid` tells the instance's first process, whose namespaces a later command joins. */
  prepare(root: string, command: InstanceCommand, findBootPid?: () => number | undefined): Launch;
}
