import type { Runtime } from "../../kernel/service.ts";
import type { TargetRecord } from "./records.ts";
import { type LoadBalancingState, targetKey, targetsOf } from "./state.ts";

/** Counts the requests under way to each target, and lets deregistered ones finish. */
export interface Draining {
  begin(target: TargetRecord): void;
  /** A request begins; call the answer when it is over. */
  enter(target: TargetRecord): () => void;
  /** Takes up what was draining before a restart, when no request can be under way any more. */
  recover(): void;
  stop(): void;
}

/**
 * A deregistered target takes no new requests. It is forgotten when the last request is over, at the latest after the
 * group's deregistration delay.
 */
export function createDraining(runtime: Runtime, state: LoadBalancingState): Draining {
  const underWay = new Map<string, number>();
  const timers = new Map<string, () => void>();
  const finish = (key: string) => {
    timers.get(key)?.();
    timers.delete(key);
    if (state.targets.get(key)?.state === "draining") state.targets.delete(key);
  };
  const leave = (key: string) => {
    const left = (underWay.get(key) ?? 1) - 1;
    if (left > 0) return void underWay.set(key, left);
    underWay.delete(key);
    finish(key);
  };
  return {
    begin(target) {
      const key = targetKey(target);
      if (!underWay.has(key)) return void state.targets.delete(key);
      const attributes = state.targetGroups.get(target.targetGroupArn)?.attributes;
      const delayMs = Number(attributes?.["deregistration_delay.timeout_seconds"] ?? 0) * 1000;
      state.targets.put(key, {
        ...target,
        state: "draining",
        drainDeadlineMs: runtime.clock.now() + delayMs,
      });
      timers.set(
        key,
        runtime.clock.after(delayMs, () => finish(key)),
      );
    },
    enter(target) {
      const key = targetKey(target);
      underWay.set(key, (underWay.get(key) ?? 0) + 1);
      return () => leave(key);
    },
    recover() {
      for (const target of [...state.targets.values()])
        if (target.state === "draining") finish(targetKey(target));
    },
    stop() {
      for (const cancel of timers.values()) cancel();
    },
  };
}

/** Forgets every target of an instance that is gone, and marks or wakes those of one that stopped or started. */
export function followInstance(
  state: LoadBalancingState,
  { instanceId, instanceState }: Readonly<{ instanceId: string; instanceState: string }>,
): boolean {
  const targets = [...state.targets.values()].filter((target) => target.instanceId === instanceId);
  for (const target of targets) {
    const key = targetKey(target);
    if (instanceState === "terminated") state.targets.delete(key);
    else if (instanceState === "running" && target.state === "stopped") {
      state.targets.put(key, { ...target, state: "registered" });
    } else if (instanceState !== "running" && instanceState !== "pending" && target.state === "registered") {
      state.targets.put(key, { ...target, state: "stopped" });
    }
  }
  return targets.length > 0;
}

export function registeredTargets(
  state: LoadBalancingState,
  targetGroupArn: string,
): readonly TargetRecord[] {
  return targetsOf(state, targetGroupArn).filter((target) => target.state === "registered");
}
