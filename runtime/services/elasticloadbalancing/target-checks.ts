import { type HealthChecker, startHealthChecker } from "../../compute/load-balancer/health-checker.ts";
import type { TargetHealth } from "../../compute/load-balancer/target-health.ts";
import type { Runtime } from "../../kernel/service.ts";
import { targetGroupsOf } from "./actions.ts";
import type { TargetRecord } from "./records.ts";
import { type LoadBalancingState, targetKey } from "./state.ts";

/** The health checks of all targets that a load balancer can send requests to. */
export interface TargetChecks {
  /** Starts the checks that are due and stops those that are not; to be called after every change. */
  sync(): void;
  /** Undefined for a target that is not checked. */
  healthOf(target: TargetRecord): TargetHealth | undefined;
  stop(): void;
}

export function createTargetChecks(runtime: Runtime, state: LoadBalancingState): TargetChecks {
  const checkers = new Map<string, HealthChecker>();
  const stopChecking = (key: string) => {
    checkers.get(key)?.stop();
    checkers.delete(key);
  };
  const startChecking = (key: string, target: TargetRecord) => {
    const group = state.targetGroups.get(target.targetGroupArn);
    if (group === undefined) return;
    const settings = () => (state.targetGroups.get(group.arn) ?? group).healthCheck;
    checkers.set(key, startHealthChecker({ target, settings, clock: runtime.clock }));
  };
  return {
    sync() {
      const used = usedTargetGroups(state);
      const due = [...state.targets.values()].filter(
        (it) => it.state === "registered" && used.has(it.targetGroupArn),
      );
      const wanted = new Map(due.map((target) => [targetKey(target), target]));
      for (const key of [...checkers.keys()]) if (!wanted.has(key)) stopChecking(key);
      for (const [key, target] of wanted) if (!checkers.has(key)) startChecking(key, target);
    },
    healthOf: (target) => checkers.get(targetKey(target))?.health(),
    stop() {
      for (const key of [...checkers.keys()]) stopChecking(key);
    },
  };
}

/** The groups that some listener or rule forwards to; targets of the others are not checked, as on AWS. */
export function usedTargetGroups(state: LoadBalancingState): ReadonlySet<string> {
  const actions = [
    ...[...state.listeners.values()].map((listener) => listener.defaultActions),
    ...[...state.rules.values()].map((rule) => rule.actions),
  ];
  return new Set(actions.flatMap(targetGroupsOf));
}
