import type { Clock } from "../kernel/clock.ts";
import type { CredentialIssuer } from "../kernel/service.ts";
import { type ConsoleFile, openConsoleFile } from "./console-file.ts";
import type { OpenImage } from "./image-cache.ts";
import { hasRoot, type InstancePaths, unpackRoot } from "./instance-root.ts";
import type { InstanceUser } from "./instance-user.ts";
import type { InstanceDescription } from "./metadata/document.ts";
import { type MetadataServer, startMetadataServer } from "./metadata/server.ts";
import type { ProcessStarter } from "./process-starter/process-starter.ts";
import type { ProcessIdentity } from "./process-table.ts";
import { createRoleCredentials } from "./role-credentials.ts";
import type { InstanceCommand, Sandbox } from "./sandbox.ts";
import type { ProcessExit, ProcessOutput, SupervisedProcess } from "./supervised-process.ts";

/** What a host needs besides the instance itself. */
export interface HostSurroundings {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  readonly starter: ProcessStarter;
  readonly credentials: CredentialIssuer;
  readonly region: string;
  endpoint(): string;
  /** Told which processes lead the instance's sessions whenever that changes, to be found again after a crash. */
  record(identities: readonly ProcessIdentity[]): void;
}

export interface BootOptions {
  readonly instanceId: string;
  readonly paths: InstancePaths;
  readonly image: OpenImage;
  /** Whom its boot process runs as; the runtime's own user when undefined. */
  readonly user: InstanceUser | undefined;
  describe(): InstanceDescription;
  /** Called when the boot process ends by itself. */
  onExit(exit: ProcessExit): void;
}

/** A machine that is up: its root, its metadata service and its processes. */
export interface InstanceHost {
  /** Starts a further process in the instance. */
  run(command: InstanceCommand, output: ProcessOutput): SupervisedProcess;
  /** Ends every process of the instance, then its metadata service. The boot process' end is not reported. */
  halt(graceMs: number): Promise<void>;
}

/** Unpacks the root unless it is there, starts the metadata service, and then the image's boot command. */
export async function bootInstance(
  surroundings: HostSurroundings,
  options: BootOptions,
): Promise<InstanceHost> {
  if (!hasRoot(options.paths)) await unpackRoot(options.paths, options.image.tar);
  const processes = new Set<SupervisedProcess>();
  const metadata = await startMetadataServer({
    clock: surroundings.clock,
    describe: options.describe,
    credentials: createRoleCredentials({ ...surroundings, instanceId: options.instanceId }),
    memberPids: async () => {
      await allStarted(processes);
      return memberPids(processes);
    },
  });
  const consoleFile = openConsoleFile(options.paths.console);
  const host = createHost({ surroundings, options, processes, metadata, consoleFile });
  await allStarted(processes);
  return host;
}

/** A process may ask the metadata service before its start was reported. */
async function allStarted(processes: ReadonlySet<SupervisedProcess>): Promise<void> {
  await Promise.all([...processes].map(({ started }) => started));
}

/** The leaders first: mostly it is one of them that asks, and all others take a look at the machine's process table. */
function* memberPids(processes: ReadonlySet<SupervisedProcess>): Iterable<number> {
  for (const { identity } of processes) if (identity !== undefined) yield identity.pid;
  for (const it of [...processes]) yield* it.members();
}

interface HostParts {
  readonly surroundings: HostSurroundings;
  readonly options: BootOptions;
  readonly processes: Set<SupervisedProcess>;
  readonly metadata: MetadataServer;
  readonly consoleFile: ConsoleFile;
}

function createHost({ surroundings, options, processes, metadata, consoleFile }: HostParts): InstanceHost {
  const { sandbox, starter } = surroundings;
  let halting = false;
  const recordProcesses = () =>
    surroundings.record([...processes].flatMap((it) => (it.identity === undefined ? [] : [it.identity])));
  const start = (command: InstanceCommand, output: ProcessOutput, findBootPid?: () => number | undefined) => {
    const environment = { ...instanceEnvironment(surroundings, metadata), ...command.environment };
    const launch = sandbox.prepare(options.paths.root, { ...command, environment }, findBootPid);
    const process = starter.start(launch, output);
    processes.add(process);
    process.started.then(recordProcesses);
    process.exited.then(() => {
      processes.delete(process);
      recordProcesses();
    });
    return process;
  };
  const print = (chunk: Buffer) => consoleFile.append(chunk);
  const boot = start(
    { command: options.image.bootCommand, environment: {}, user: options.user },
    { stdout: print, stderr: print },
  );
  boot.exited.then((exit) => {
    if (exit.error !== undefined) print(Buffer.from(`${exit.error.message}\n`));
    if (!halting) options.onExit(exit);
  });
  return {
    // bwrap's child is the first process inside; where nothing wraps, the boot process has no such child yet.
    run: (command, output) =>
      start(command, output, () => boot.members().find((pid) => pid !== boot.identity?.pid)),
    async halt(graceMs) {
      halting = true;
      await Promise.all([...processes].map((it) => it.end(graceMs)));
      await metadata.close();
      consoleFile.close();
    },
  };
}

function instanceEnvironment(
  surroundings: HostSurroundings,
  metadata: MetadataServer,
): Record<string, string> {
  return {
    AWS_REGION: surroundings.region,
    AWS_ENDPOINT_URL: surroundings.endpoint(),
    AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv4",
  };
}
