import type { IncomingMessage } from "node:http";
import { errorPage, type Route } from "../../compute/load-balancer/proxy.ts";
import { createWeightedChoice } from "../../compute/load-balancer/weighted-choice.ts";
import { type Decision, decide } from "./actions.ts";
import { meetsConditions } from "./conditions.ts";
import { type Draining, registeredTargets } from "./draining.ts";
import type { TargetRecord } from "./records.ts";
import { type LoadBalancingState, rulesOf, targetKey } from "./state.ts";
import type { TargetChecks } from "./target-checks.ts";

const NO_TARGET = errorPage(503, "Service Temporarily Unavailable");

/**
 * Decides where each request of one listener goes: the first rule by priority whose conditions it meets, else the
 * default actions; then a target group by weight; then its healthy targets in turn (all of them when none is healthy).
 */
export function createRequestRouter(
  surroundings: Readonly<{
    state: LoadBalancingState;
    checks: TargetChecks;
    draining: Draining;
    listenerArn: string;
  }>,
): (request: IncomingMessage) => Route {
  const { state, checks, draining, listenerArn } = surroundings;
  const chooseGroup = createWeightedChoice();
  const chooseTarget = createWeightedChoice();
  return (request) => {
    const decision = findDecision(state, listenerArn, request);
    if (decision.type === "respond") return decision;
    const group = chooseGroup(decision.groups);
    const targets = group === undefined ? [] : usableTargets(state, checks, group.key);
    const chosen = chooseTarget(targets.map((target) => ({ key: targetKey(target), weight: 1, target })));
    if (chosen === undefined) return NO_TARGET;
    const { address, port } = chosen.target;
    return { type: "forward", address, port, done: draining.enter(chosen.target) };
  };
}

function findDecision(state: LoadBalancingState, listenerArn: string, request: IncomingMessage): Decision {
  const rule = rulesOf(state, listenerArn).find((it) => meetsConditions(request, it.conditions));
  return decide(rule?.actions ?? state.listeners.get(listenerArn)?.defaultActions ?? []);
}

function usableTargets(
  state: LoadBalancingState,
  checks: TargetChecks,
  groupArn: string,
): readonly TargetRecord[] {
  const registered = registeredTargets(state, groupArn);
  const healthy = registered.filter((target) => checks.healthOf(target)?.state === "healthy");
  return healthy.length > 0 ? healthy : registered;
}
