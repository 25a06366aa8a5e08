import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { baseEnvironment } from "./base-environment.ts";
import type { InstanceUser } from "./instance-user.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";

/** Where the two programs are that make a sandbox and enter it. */
export interface BwrapPrograms {
  readonly bwrap: string;
  readonly nsenter: string;
}

const READ_ONLY = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/etc/ssl/certs",
  "/etc/ssl/openssl.cnf",
  "/etc/resolv.conf",
  "/etc/passwd",
];

/**
 * Single devices and not `--dev`: for a `devpts` of its own, bwrap would nest two user namespaces, and nobody but root
 * could enter the sandbox again.
 */
const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"].map((name) => `/dev/${name}`);

const UNSHARED = ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"];

const ENTERED = ["--user", "--preserve-credentials", "--mount", "--pid"];

/** The root at `/`, the system read-only, a process table of its own; later commands enter by the boot process. */
export function bwrapSandbox(options: BwrapPrograms & SandboxOptions): Sandbox {
  const { node } = options;
  return {
    kind: "bwrap",
    prepare(root, { command, workingDirectory = "/", environment, user }, findBootPid) {
      const inside = join("/", workingDirectory);
      const launch = { cwd: root, environment: baseEnvironment({ home: "/", node, environment }) };
      const bootPid = findBootPid?.();
      if (bootPid === undefined) {
        const args = bwrapArguments({ ...options, root, inside, command, user });
        return { file: options.bwrap, args, ...launch };
      }
      const args = ["--target", `${bootPid}`, ...ENTERED, `--wdns=${inside}`, "--", ...command];
      return { file: options.nsenter, args, ...launch };
    },
  };
}

interface BwrapLaunch extends SandboxOptions {
  readonly root: string;
  readonly inside: string;
  readonly command: readonly string[];
  readonly user: InstanceUser | undefined;
}

/** The user namespace of a runtime that is root shows its processes as the instance's user. */
function bwrapArguments({ root, inside, command, user, node }: BwrapLaunch): readonly string[] {
  const readOnly = [...READ_ONLY, dirname(node)].flatMap((path) => ["--ro-bind-try", path, path]);
  const devices = DEVICES.flatMap((path) => ["--dev-bind-try", path, path]);
  const identity = user === undefined ? [] : ["--uid", `${user.uid}`, "--gid", `${user.gid}`];
  return [
    ...["--die-with-parent", ...UNSHARED, ...identity],
    ...["--bind", root, "/", ...readOnly, "--proc", "/proc"],
    ...["--tmpfs", "/dev", ...devices, "--tmpfs", "/dev/shm", "--tmpfs", "/tmp"],
    ...["--chdir", inside, "--", ...command],
  ];
}

/** Starts a sandbox that waits, enters it, and ends it: `bwrap` tells the pid of its first process through a pipe. */
const TRIAL = `
folder=$(mktemp -d) && mkfifo "$folder/info" || exit 1
bwrap=$1 nsenter=$2; shift 2
"$bwrap" --info-fd 3 --die-with-parent "$@" --ro-bind / / --proc /proc -- sleep 5 3>"$folder/info" &
box=$!
pid=$(sed -n 's/.*"child-pid": *\\([0-9]*\\).*/\\1/p' "$folder/info")
rm -r "$folder"
"$nsenter" --target "$pid" ${ENTERED.join(" ")} -- true
status=$?
kill "$box"
exit $status
`;

/** Whether a sandbox can be made and entered again here: a system may allow neither, or only the first. */
export function canEnterSandbox({ bwrap, nsenter }: BwrapPrograms): boolean {
  const options = { stdio: "ignore", timeout: 5000 } as const;
  return spawnSync("sh", ["-c", TRIAL, "trial", bwrap, nsenter, ...UNSHARED], options).status === 0;
}
