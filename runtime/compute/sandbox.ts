import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** A command as `spawn` wants it. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What is to run in an instance, in the instance's own terms: paths are relative to its root. */
export interface InstanceCommand {
  readonly command: readonly [string, ...string[]];
  /** Below the root, relative or starting with `/`; the root itself when absent. */
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How processes of instances are kept to their root directory. */
export interface Sandbox {
  readonly kind: "bwrap" | "process-group";
  /** `bootPid` is the instance's first process, whose namespaces a later command joins. */
  prepare(root: string, command: InstanceCommand, bootPid?: number): Launch;
}

const NODE_DIRECTORY = dirname(process.execPath);
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
export function findSandbox(): Sandbox {
  const bwrap = findProgram("bwrap");
  const nsenter = findProgram("nsenter");
  if (process.platform !== "linux" || bwrap === undefined || nsenter === undefined)
    return processGroupSandbox;
  const trial = ["--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"];
  return spawnSync(bwrap, trial, { stdio: "ignore" }).status === 0
    ? bwrapSandbox({ bwrap, nsenter })
    : processGroupSandbox;
}

/** No confinement but a directory, a minimal environment and a process group of its own. */
export const processGroupSandbox: Sandbox = {
  kind: "process-group",
  prepare(root, { command: [file, ...args], workingDirectory = ".", environment }) {
    const cwd = join(root, workingDirectory);
    return { file: resolveProgram(file), args, cwd, environment: baseEnvironment(root, environment) };
  },
};

function bwrapSandbox(programs: Readonly<{ bwrap: string; nsenter: string }>): Sandbox {
  return {
    kind: "bwrap",
    prepare(root, { command, workingDirectory = "/", environment }, bootPid) {
      const inside = join("/", workingDirectory);
      const launch = { cwd: root, environment: baseEnvironment("/", environment) };
      if (bootPid === undefined)
        return { file: programs.bwrap, args: bwrapArguments(root, inside, command), ...launch };
      const join_ = ["--target", `${bootPid}`, "--user", "--preserve-credentials", "--mount", "--pid"];
      return { file: programs.nsenter, args: [...join_, `--wdns=${inside}`, "--", ...command], ...launch };
    },
  };
}

function bwrapArguments(root: string, inside: string, command: readonly string[]): readonly string[] {
  const readOnly = [...READ_ONLY, NODE_DIRECTORY].flatMap((path) => ["--ro-bind-try", path, path]);
  return [
    ...["--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"],
    ...["--bind", root, "/", ...readOnly, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...["--chdir", inside, "--", ...command],
  ];
}

/** `PATH` starts with the runtime's own Node, so that `node` means the pinned one. */
function baseEnvironment(
  home: string,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  return { PATH: `${NODE_DIRECTORY}:${SYSTEM_PATH}`, HOME: home, ...environment };
}

/** Spares the search through `PATH` for the one program that nearly every command starts with. */
function resolveProgram(file: string): string {
  return file === "node" ? process.execPath : file;
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
