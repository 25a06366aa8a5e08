import type { Compute } from "../../compute/compute.ts";
import type { ProcessExit } from "../../compute/supervised-process.ts";
import type { Runtime } from "../../kernel/service.ts";
import { loadImage } from "./image-source.ts";
import { describeToItself } from "./instance-description.ts";
import { emitStateChange } from "./instance-event.ts";
import type { InstanceRecord, InstanceStateName } from "./records.ts";
import type { Ec2State } from "./state.ts";

/** How long a terminated instance can still be described and its console read, as on AWS about an hour. */
const REMEMBERED_MS = 60 * 60_000;

type Reason = Readonly<{ code: string; message: string }>;

const USER_SHUTDOWN: Reason = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
};
const OWN_SHUTDOWN: Reason = {
  code: "Client.InstanceInitiatedShutdown",
  message: "Client.InstanceInitiatedShutdown: Instance initiated shutdown",
};

/**
 * Moves instances through their states. Every change is stored and told to EventBridge before the next begins; what
 * is under way goes on by itself, and is taken up again by `recover` after a crash.
 */
export interface InstanceLifecycle {
  launch(record: InstanceRecord): void;
  start(instanceId: string): void;
  stop(instanceId: string): void;
  reboot(instanceId: string): void;
  terminate(instanceId: string): void;
  /** Ends left-over processes, then brings every instance to the state it should be in. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

interface Machine {
  readonly runtime: Runtime;
  readonly compute: Compute;
  readonly state: Ec2State;
  readonly isClosing: () => boolean;
  /** What cancels the timers that forget terminated instances, by instance id. */
  readonly forgetting: Map<string, () => void>;
}

export function createInstanceLifecycle(
  platform: Readonly<{ runtime: Runtime; compute: Compute; state: Ec2State }>,
): InstanceLifecycle {
  let closing = false;
  const machine: Machine = { ...platform, isClosing: () => closing, forgetting: new Map() };
  const inBackground = (work: Promise<void>) => {
    work.catch((error: unknown) =>
      platform.runtime.log.error("an instance's state could not be changed", { error }),
    );
  };
  return {
    launch(record) {
      enter(machine, record, { state: "pending" });
      inBackground(bringUp(machine, record.instanceId, "shutting-down"));
    },
    start(instanceId) {
      const launchTimeMs = platform.runtime.clock.now();
      change(machine, instanceId, { state: "pending", launchTimeMs, stateTransitionReason: "" });
      inBackground(bringUp(machine, instanceId, "stopping"));
    },
    stop: (instanceId) =>
      inBackground(takeDown(machine, instanceId, { state: "stopping", reason: USER_SHUTDOWN })),
    reboot: (instanceId) => inBackground(bringUp(machine, instanceId, "stopping")),
    terminate: (instanceId) =>
      inBackground(takeDown(machine, instanceId, { state: "shutting-down", reason: USER_SHUTDOWN })),
    async recover() {
      await machine.compute.recover();
      for (const record of [...machine.state.instances.values()]) inBackground(resume(machine, record));
    },
    async close() {
      closing = true;
      for (const cancel of machine.forgetting.values()) cancel();
      await machine.compute.close();
    },
  };
}

async function bringUp(
  machine: Machine,
  instanceId: string,
  onFailure: "stopping" | "shutting-down",
): Promise<void> {
  const { compute, runtime, state } = machine;
  const record = state.instances.get(instanceId);
  const location = state.images.get(record?.imageId ?? "")?.location;
  if (record === undefined) return;
  try {
    await compute.boot({
      instanceId,
      imageId: record.imageId,
      loadImage: () => loadImage(runtime, location ?? ""),
      describe: () => describeToItself(runtime, state, instanceId),
      onExit: (exit) => onBootProcessExit(machine, instanceId, exit),
    });
  } catch (error) {
    if (machine.isClosing()) return;
    const message = `Server.InternalError: ${error instanceof Error ? error.message : String(error)}`;
    runtime.log.error("an instance could not be booted", { instanceId, error });
    return takeDown(machine, instanceId, {
      state: onFailure,
      reason: { code: "Server.InternalError", message },
    });
  }
  if (state.instances.get(instanceId)?.state === "pending") change(machine, instanceId, { state: "running" });
}

/** As on a computer whose operating system shuts itself down. */
function onBootProcessExit(machine: Machine, instanceId: string, exit: ProcessExit): void {
  const record = machine.state.instances.get(instanceId);
  if (machine.isClosing() || record === undefined || !["pending", "running"].includes(record.state)) return;
  machine.runtime.log.info("an instance shut itself down", {
    instanceId,
    code: exit.code,
    signal: exit.signal,
  });
  const state = record.shutdownBehavior === "terminate" ? "shutting-down" : "stopping";
  takeDown(machine, instanceId, { state, reason: OWN_SHUTDOWN }).catch((error: unknown) =>
    machine.runtime.log.error("an instance's state could not be changed", { error }),
  );
}

async function takeDown(
  machine: Machine,
  instanceId: string,
  to: Readonly<{ state: "stopping" | "shutting-down"; reason: Reason }>,
): Promise<void> {
  const time = new Date(machine.runtime.clock.now()).toISOString().replace("T", " ").slice(0, 19);
  const initiator = to.reason === USER_SHUTDOWN ? "User" : "Instance";
  const stateTransitionReason = `${initiator} initiated (${time} GMT)`;
  change(machine, instanceId, { state: to.state, stateReason: to.reason, stateTransitionReason });
  await finishTakingDown(machine, instanceId);
}

async function finishTakingDown(machine: Machine, instanceId: string): Promise<void> {
  await machine.compute.halt(instanceId);
  // A stop may have become a termination while the processes ended.
  const record = machine.state.instances.get(instanceId);
  if (machine.isClosing() || record === undefined) return;
  if (record.state === "stopping") change(machine, instanceId, { state: "stopped" });
  if (record.state !== "shutting-down") return;
  await machine.compute.discard(instanceId);
  machine.compute.addresses.release(instanceId);
  change(machine, instanceId, { state: "terminated", terminatedMs: machine.runtime.clock.now() });
  forgetLater(machine, instanceId, REMEMBERED_MS);
}

/** What the runtime's death interrupted goes on. An instance keeps its id, address and root. */
async function resume(machine: Machine, record: InstanceRecord): Promise<void> {
  switch (record.state) {
    case "pending":
      return bringUp(machine, record.instanceId, "shutting-down");
    case "running":
      return bringUp(machine, record.instanceId, "stopping");
    case "stopping":
    case "shutting-down":
      return finishTakingDown(machine, record.instanceId);
    case "terminated": {
      const endMs = (record.terminatedMs ?? 0) + REMEMBERED_MS;
      return forgetLater(machine, record.instanceId, endMs - machine.runtime.clock.now());
    }
    case "stopped":
      return;
  }
}

function forgetLater(machine: Machine, instanceId: string, delayMs: number): void {
  const { runtime, compute, state, forgetting } = machine;
  const cancel = runtime.clock.after(Math.max(0, delayMs), () => {
    forgetting.delete(instanceId);
    state.launchTokens.delete(state.instances.get(instanceId)?.clientToken ?? "");
    state.instances.delete(instanceId);
    state.tags.delete(instanceId);
    compute
      .forget(instanceId)
      .catch((error: unknown) => runtime.log.error("a console is left over", { error }));
  });
  forgetting.set(instanceId, cancel);
}

function change(machine: Machine, instanceId: string, changes: Partial<InstanceRecord>): void {
  const record = machine.state.instances.get(instanceId);
  if (record !== undefined) enter(machine, record, changes);
}

function enter(machine: Machine, record: InstanceRecord, changes: Partial<InstanceRecord>): void {
  const { stateReason, ...rest } = { ...record, ...changes };
  const settled: readonly InstanceStateName[] = ["pending", "running"];
  const keepsReason = stateReason !== undefined && !settled.includes(rest.state);
  const next: InstanceRecord = keepsReason ? { ...rest, stateReason } : rest;
  machine.state.instances.put(next.instanceId, next);
  emitStateChange(machine.runtime, next);
}
