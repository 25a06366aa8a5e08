import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
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
  /** Whether it runs as the instance's user, as the boot process does. Run Command does not: its agent is the system's. */
  readonly asInstanceUser?: boolean;
}

/** What a sandbox is made for. */
export interface SandboxOptions {
  /** Undefined when instances run as the runtime's own user. */
  readonly user: InstanceUser | undefined;
  /** The Node that instances run. */
  readonly node: string;
}

/** How processes of instances are kept to their root directory. */
export interface Sandbox {
  readonly kind: "bwrap" | "process-group";
  /** `bootPid` is the instance's first process, whose namespaces a later command joins. */
  prepare(root: string, command: InstanceCommand, bootPid?: number): Launch;
}

const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const READ_ONLY = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/etc/ssl",
  "/etc/resolv.conf",
  "/etc/passwd",
];

/**
 * The strongest sandbox that this machine has: `bwrap` (the root at `/`, the system read-only, its own process
 * table), which also needs `nsenter` to run later commands inside; else a plain process group in the root directory.
 */
export function findSandbox(options: SandboxOptions): Sandbox {
  const bwrap = findProgram("bwrap");
  const nsenter = findProgram("nsenter");
  if (process.platform !== "linux" || bwrap === undefined || nsenter === undefined)
    return processGroupSandbox(options);
  const trial = ["--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"];
  return spawnSync(bwrap, trial, { stdio: "ignore" }).status === 0
    ? bwrapSandbox({ bwrap, nsenter, ...options })
    : processGroupSandbox(options);
}

/** No confinement but a user, a directory, a minimal environment and a process group of its own. */
export function processGroupSandbox({ user, node }: SandboxOptions): Sandbox {
  return {
    kind: "process-group",
    prepare(root, { command: [file, ...args], workingDirectory = ".", environment, asInstanceUser }) {
      const cwd = join(root, workingDirectory);
      const launch = { file: resolveProgram(file, node), args, cwd };
      const asUser = asInstanceUser && user !== undefined ? { user } : {};
      return { ...launch, environment: baseEnvironment({ home: root, node, environment }), ...asUser };
    },
  };
}

interface BwrapOptions extends SandboxOptions {
  readonly bwrap: string;
  readonly nsenter: string;
}

function bwrapSandbox(options: BwrapOptions): Sandbox {
  const { node } = options;
  return {
    kind: "bwrap",
    prepare(root, { command, workingDirectory = "/", environment }, bootPid) {
      const inside = join("/", workingDirectory);
      const launch = { cwd: root, environment: baseEnvironment({ home: "/", node, environment }) };
      if (bootPid === undefined)
        return {
          file: options.bwrap,
          args: bwrapArguments({ ...options, root, inside, command }),
          ...launch,
        };
      const join_ = ["--target", `${bootPid}`, "--user", "--preserve-credentials", "--mount", "--pid"];
      return { file: options.nsenter, args: [...join_, `--wdns=${inside}`, "--", ...command], ...launch };
    },
  };
}

interface BwrapLaunch extends SandboxOptions {
  readonly root: string;
  readonly inside: string;
  readonly command: readonly string[];
}

/** The user namespace of a runtime that is root shows its processes as the instances' user. */
function bwrapArguments({ root, inside, command, user, node }: BwrapLaunch): readonly string[] {
  const readOnly = [...READ_ONLY, dirname(node)].flatMap((path) => ["--ro-bind-try", path, path]);
  const identity = user === undefined ? [] : ["--uid", `${user.uid}`, "--gid", `${user.gid}`];
  return [
    ...[
      "--die-with-parent",
      "--unshare-user",
      "--unshare-pid",
      "--unshare-ipc",
      "--unshare-uts",
      ...identity,
    ],
    ...["--bind", root, "/", ...readOnly, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...["--chdir", inside, "--", ...command],
  ];
}

interface EnvironmentOptions {
  readonly home: string;
  readonly node: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** `PATH` starts with the runtime's own Node, so that `node` means the pinned one. */
function baseEnvironment({ home, node, environment }: EnvironmentOptions): Record<string, string> {
  return { PATH: `${dirname(node)}:${SYSTEM_PATH}`, HOME: home, ...environment };
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
