import { checkArn } from "./arns.ts";
import type { StateMachine } from "./state.ts";
import { machineDoesNotExist, refuseMapLabel, type States } from "./states.ts";

/** What an execution is started from. */
export interface StartTarget {
  readonly machine: StateMachine;
  readonly versionArn: string | undefined;
  readonly aliasArn: string | undefined;
}

/** The state machine, version, or (by weight) the version behind an alias that an ARN names. */
export function resolveTarget({ state }: Pick<States, "state">, arn: string | undefined): StartTarget {
  const known = checkArn(arn, "stateMachine");
  refuseMapLabel(known);
  const machine = state.machines.get(known);
  if (machine !== undefined) return { machine, versionArn: undefined, aliasArn: undefined };
  const version = state.versions.get(known);
  if (version !== undefined) return { machine: version, versionArn: known, aliasArn: undefined };
  const alias = state.aliases.get(known);
  const versionArn = alias === undefined ? undefined : drawVersion(alias.routing);
  const routed = versionArn === undefined ? undefined : state.versions.get(versionArn);
  if (routed === undefined) throw machineDoesNotExist(known);
  return { machine: routed, versionArn, aliasArn: known };
}

function drawVersion(
  routing: readonly { readonly versionArn: string; readonly weight: number }[],
): string | undefined {
  let left = Math.random() * 100;
  for (const { versionArn, weight } of routing) {
    left -= weight;
    if (left < 0) return versionArn;
  }
  return routing.at(-1)?.versionArn;
}
