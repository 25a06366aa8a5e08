import { randomBytes } from "node:crypto";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Collection } from "../../storage/store.ts";
import type {
  ListenerRecord,
  LoadBalancerRecord,
  RuleRecord,
  TargetGroupRecord,
  TargetRecord,
} from "./records.ts";

/** Everything the load balancing service remembers. Keys are ARNs, those of targets see `targetKey`. */
export interface LoadBalancingState {
  readonly loadBalancers: Collection<LoadBalancerRecord>;
  readonly targetGroups: Collection<TargetGroupRecord>;
  readonly targets: Collection<TargetRecord>;
  readonly listeners: Collection<ListenerRecord>;
  readonly rules: Collection<RuleRecord>;
  readonly tags: Collection<Readonly<Record<string, string>>>;
}

export function openState({ store }: Runtime): LoadBalancingState {
  return {
    loadBalancers: store.collection("elb.load-balancers"),
    targetGroups: store.collection("elb.target-groups"),
    targets: store.collection("elb.targets"),
    listeners: store.collection("elb.listeners"),
    rules: store.collection("elb.rules"),
    tags: store.collection("elb.tags"),
  };
}

export function targetKey(it: Pick<TargetRecord, "targetGroupArn" | "instanceId" | "port">): string {
  return `${it.targetGroupArn}|${it.instanceId}:${it.port}`;
}

/** The last part of an ARN, as the service makes it: 16 hexadecimal digits. */
export function newArnId(): string {
  return randomBytes(8).toString("hex");
}

const NOT_FOUND = {
  loadBalancers: { code: "LoadBalancerNotFound", noun: "load balancer" },
  targetGroups: { code: "TargetGroupNotFound", noun: "target group" },
  listeners: { code: "ListenerNotFound", noun: "listener" },
  rules: { code: "RuleNotFound", noun: "rule" },
} as const;

type Kind = keyof typeof NOT_FOUND;
type RecordOf<K extends Kind> = LoadBalancingState[K] extends Collection<infer Value> ? Value : never;

/** The resource with this ARN, or the service's error for an unknown one. */
export function findByArn<K extends Kind>(
  state: LoadBalancingState,
  kind: K,
  arn: string | undefined,
): RecordOf<K> {
  const found = arn === undefined ? undefined : (state[kind] as Collection<RecordOf<K>>).get(arn);
  if (found !== undefined) return found;
  throw new AwsError(NOT_FOUND[kind].code, `One or more ${NOT_FOUND[kind].noun}s not found: ${arn}`);
}

export function rulesOf(state: LoadBalancingState, listenerArn: string): readonly RuleRecord[] {
  const rules = [...state.rules.values()].filter((rule) => rule.listenerArn === listenerArn);
  return rules.sort((one, other) => one.priority - other.priority);
}

export function listenersOf(state: LoadBalancingState, loadBalancerArn: string): readonly ListenerRecord[] {
  return [...state.listeners.values()].filter((listener) => listener.loadBalancerArn === loadBalancerArn);
}

export function targetsOf(state: LoadBalancingState, targetGroupArn: string): readonly TargetRecord[] {
  return [...state.targets.values(`${targetGroupArn}|`)];
}

/** Removes a listener with its rules. */
export function removeListener(state: LoadBalancingState, listener: ListenerRecord): void {
  for (const rule of rulesOf(state, listener.arn)) {
    state.rules.delete(rule.arn);
    state.tags.delete(rule.arn);
  }
  state.listeners.delete(listener.arn);
  state.tags.delete(listener.arn);
}
