import { realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Runtime } from "../kernel/service.ts";
import { readConsoleTail } from "./console-file.ts";
import { findSandbox } from "./find-sandbox.ts";
import { createImageCache, type OpenImage } from "./image-cache.ts";
import { bootInstance, type HostSurroundings, type InstanceHost } from "./instance-host.ts";
import { instancePaths, removeRoot } from "./instance-root.ts";
import { createInstanceUsers } from "./instance-user.ts";
import { killLeftovers } from "./leftover-processes.ts";
import { type AddressPool, createAddressPool } from "./loopback-address.ts";
import type { InstanceDescription } from "./metadata/document.ts";
import { createProcessStarter } from "./process-starter/process-starter.ts";
import type { ProcessIdentity } from "./process-table.ts";
import { chooseInstancePlaces, openToInstance, openToInstances } from "./reachable-places.ts";
import type { InstanceCommand, Sandbox } from "./sandbox.ts";
import type { ProcessExit, ProcessOutput, SupervisedProcess } from "./supervised-process.ts";

const CACHED_IMAGE_BYTES = 128 * 1024 * 1024;
const SHUTDOWN_GRACE_MS = 5_000;

export interface BootRequest {
  readonly instanceId: string;
  readonly imageId: string;
  /** Fetches and opens the image; asked only when it is not at hand. Rejects with what is wrong with it. */
  loadImage(): Promise<OpenImage>;
  describe(): InstanceDescription;
  onExit(exit: ProcessExit): void;
}

/** The small compute platform: machines are root directories with supervised processes on loopback addresses. */
export interface Compute {
  readonly addresses: AddressPool;
  /** Ends what an earlier run of the runtime left behind. Done once, at the latest before the first boot. */
  recover(): Promise<void>;
  /** Brings an instance up; resolves when its boot process has started. */
  boot(request: BootRequest): Promise<void>;
  /** Ends every process of an instance; its root stays. Nothing happens when it is not up. */
  halt(instanceId: string): Promise<void>;
  /** Removes the root of an instance that is down; its console output stays until `forget`. */
  discard(instanceId: string): Promise<void>;
  forget(instanceId: string): Promise<void>;
  /** Starts a process in an instance; undefined when the instance is not up. */
  run(instanceId: string, command: InstanceCommand, output: ProcessOutput): SupervisedProcess | undefined;
  /** Whether processes can be started in an instance right now. */
  isUp(instanceId: string): boolean;
  /** Whether the whole platform is going down: instances then end without having failed. */
  isClosing(): boolean;
  consoleTail(instanceId: string): Buffer;
  rootOf(instanceId: string): string;
  /** Ends every process of every instance, without reporting it: they come back with the runtime. */
  close(): Promise<void>;
}

const platforms = new WeakMap<Runtime, Compute>();

/** The one compute platform of a runtime, shared by the services that need it. */
export function computeOf(runtime: Runtime): Compute {
  const known = platforms.get(runtime) ?? createCompute(runtime);
  platforms.set(runtime, known);
  return known;
}

function createCompute(runtime: Runtime): Compute {
  const users = createInstanceUsers(runtime.store.collection<number>("compute.users"), runtime.dataDir);
  const { instancesDir, node } = chooseInstancePlaces(runtime.dataDir, users !== undefined);
  const hosts = new Map<string, InstanceHost>();
  const booting = new Map<string, Promise<InstanceHost>>();
  const recorded = runtime.store.collection<readonly ProcessIdentity[]>("compute.processes");
  const addresses = createAddressPool(runtime.store.collection<string>("compute.addresses"), runtime.dataDir);
  const openImage = createImageCache(CACHED_IMAGE_BYTES);
  const starter = createProcessStarter(runtime.clock);
  let closing = false;
  const pathsOf = (instanceId: string) => instancePaths(instancesDir, instanceId);
  const sandbox = lazily(() => announce(runtime, findSandbox({ node })));

  const surroundingsOf = (instanceId: string): HostSurroundings => ({
    clock: runtime.clock,
    credentials: runtime.credentials,
    region: runtime.region,
    sandbox: sandbox(),
    starter,
    endpoint: () => runtime.endpoint(),
    record: (identities) => void recorded.put(instanceId, identities),
  });

  const recover = lazily(async () => {
    openToInstances(instancesDir, users !== undefined);
    const options = { recorded: [...recorded.values()].flat(), instancesDir: realpathSync(instancesDir) };
    const killed = await killLeftovers({ ...options, clock: runtime.clock });
    if (killed > 0)
      runtime.log.warn("ended processes that an earlier run left behind", { processes: killed });
    for (const [instanceId] of [...recorded.entries()]) recorded.delete(instanceId);
  });

  const bootHost = async ({ instanceId, imageId, loadImage, describe, onExit }: BootRequest) => {
    const user = users?.claim(instanceId);
    openToInstance(pathsOf(instanceId).directory, user);
    const image = await openImage(imageId, loadImage);
    const options = { instanceId, paths: pathsOf(instanceId), image, user, describe, onExit };
    return bootInstance(surroundingsOf(instanceId), options);
  };

  const halt = async (instanceId: string) => {
    // An instance that is being booted is halted when it is up: nothing of it may be left.
    await booting.get(instanceId)?.catch(() => undefined);
    const host = hosts.get(instanceId);
    hosts.delete(instanceId);
    await host?.halt(SHUTDOWN_GRACE_MS);
  };

  return {
    addresses,
    recover,
    async boot(request) {
      await recover();
      await halt(request.instanceId);
      const starting = bootHost(request);
      booting.set(request.instanceId, starting);
      try {
        hosts.set(request.instanceId, await starting);
      } finally {
        booting.delete(request.instanceId);
      }
    },
    halt,
    discard: (instanceId) => removeRoot(pathsOf(instanceId)),
    async forget(instanceId) {
      recorded.delete(instanceId);
      users?.release(instanceId);
      await rm(pathsOf(instanceId).directory, { recursive: true, force: true });
    },
    run: (instanceId, command, output) => hosts.get(instanceId)?.run(command, output),
    isUp: (instanceId) => hosts.has(instanceId),
    isClosing: () => closing,
    consoleTail: (instanceId) => readConsoleTail(pathsOf(instanceId).console),
    rootOf: (instanceId) => pathsOf(instanceId).root,
    async close() {
      closing = true;
      await Promise.all([...new Set([...hosts.keys(), ...booting.keys()])].map(halt));
      starter.close();
    },
  };
}

function announce(runtime: Runtime, sandbox: Sandbox): Sandbox {
  if (sandbox.kind === "process-group") {
    runtime.log.warn(
      "no working bwrap and nsenter here: instances are plain process groups, not confined to their root",
    );
  }
  return sandbox;
}

function lazily<Value>(make: () => Value): () => Value {
  let value: { readonly made: Value } | undefined;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}
