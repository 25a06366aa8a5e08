import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Release } from "../../core/release/release.ts";
import { idleColour } from "../../core/stack-names.ts";
import type { PutBackResult } from "../../core/stage-results.ts";
import { type CurrentRelease, moveCurrentRelease } from "../stack/current-release.ts";
import { deleteTestRulesOf } from "../stack/delete-test-rule.ts";
import { findTrafficSwitch } from "../stack/find-traffic-switch.ts";
import { readColour, removeColour } from "../stack/remove-colour.ts";
import type { StackClients } from "../stack/stack-clients.ts";

/**
 * Finishes for a release that serves what PostProvision was kept from doing: it is the current release, its test rule and
 * the old colour go. Can be repeated.
 */
export async function finishServing(
  tools: StackClients & Readonly<{ ssm: SSMClient }>,
  release: Release,
  current: CurrentRelease,
): Promise<Omit<PutBackResult, "cancelled">> {
  const old = { ...release, colour: idleColour(current.colour) };
  const [target, { autoScalingGroup }] = await Promise.all([
    findTrafficSwitch(tools.loadBalancing, release),
    readColour(tools, old),
    moveCurrentRelease(tools.ssm, release, current),
  ]);
  if (target !== undefined)
    await deleteTestRulesOf(tools.loadBalancing, { ...target, releaseId: release.id });
  await removeColour(tools, old);
  return { removed: autoScalingGroup === null ? [] : [old.colour], serving: current.colour };
}
