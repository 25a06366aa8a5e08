import { liveColour, planPutBack } from "../../core/blue-green.ts";
import type { Release } from "../../core/release/release.ts";
import { type Colour, colours, idleColour } from "../../core/stack-names.ts";
import type { PreProvisionResult, PutBackResult, Weights } from "../../core/stage-results.ts";
import { runId } from "../../core/worker-request.ts";
import { releaseRecipeLock } from "../command/recipe-lock.ts";
import { deleteTestRulesOf } from "../stack/delete-test-rule.ts";
import { findTrafficSwitch } from "../stack/find-traffic-switch.ts";
import { applyWeights, closeListener, readWeights, type TrafficSwitch } from "../stack/listener-weights.ts";
import { decideFate } from "../stack/release-fate.ts";
import { type ColourState, readColour, removeColour } from "../stack/remove-colour.ts";
import type { StackClients } from "../stack/stack-clients.ts";
import { hasTurn } from "../turn/turn-store.ts";
import { type CancelTools, cancelCommands } from "./cancel-commands.ts";
import { finishServing } from "./finish-serving.ts";

export type PutBackTools = StackClients & CancelTools;

export interface PutBackRequest {
  readonly release: Release;
  readonly preProvision?: Pick<PreProvisionResult, "recipeDigest"> | undefined;
}

/**
 * Undoes what a release began: its commands are ended, the traffic goes back to the colour that served before, the new
 * colour is removed. Decides by names, tags and the load balancer's own weights, so it works however far the release
 * came, and can be repeated. A release of which PostProvision decided that it serves is left serving, and what was still to
 * be done for that is done. Without the turn (as of a release that was redriven when it was put back already) only its own commands
 * are ended: the stack belongs to another.
 */
export async function putBack(
  tools: PutBackTools,
  { release, preProvision }: PutBackRequest,
): Promise<PutBackResult> {
  const fate = await decideFate(tools, release.id, { fate: "PUT_BACK" });
  const cancelled = await cancelCommands(tools, release.id);
  if (preProvision !== undefined) {
    const { recipeDigest } = preProvision;
    await releaseRecipeLock(tools, { recipeDigest, run: runId(release.id, "bake") });
  }
  if (!(await hasTurn(tools, release)))
    return { cancelled, removed: [], serving: await readServing(tools, release) };
  if (fate.fate === "SERVING") return { cancelled, ...(await finishServing(tools, release, fate.current)) };
  return { cancelled, ...(await putStackBack(tools, release)) };
}

async function readServing(tools: PutBackTools, release: Release): Promise<Colour | null> {
  const target = await findTrafficSwitch(tools.loadBalancing, release);
  return target === undefined ? null : liveColour(await readWeights(tools.loadBalancing, target));
}

async function putStackBack(
  tools: PutBackTools,
  release: Release,
): Promise<Omit<PutBackResult, "cancelled">> {
  const [target, ...states] = await Promise.all([
    findTrafficSwitch(tools.loadBalancing, release),
    ...colours.map((colour) => readColour(tools, { ...release, colour })),
  ]);
  const failed = states.filter(({ releases }) => releases.includes(release.id)).map(({ colour }) => colour);
  const serving =
    target === undefined ? null : await putTrafficBack(tools, { release, target, failed, states });
  await Promise.all(failed.map((colour) => removeColour(tools, { ...release, colour })));
  return { removed: failed, serving };
}

interface TrafficToPutBack {
  readonly release: Release;
  readonly target: TrafficSwitch;
  readonly failed: readonly Colour[];
  readonly states: readonly ColourState[];
}

async function putTrafficBack(tools: PutBackTools, putBack: TrafficToPutBack): Promise<Colour | null> {
  const { release, target, failed, states } = putBack;
  const { listenerArn } = target;
  const weights = await readWeights(tools.loadBalancing, target);
  const wrong = failed.find((colour) => weights[colour] > 0);
  const serving = wrong === undefined ? weights : await moveAway(tools, { target, wrong, states });
  await deleteTestRulesOf(tools.loadBalancing, { listenerArn, releaseId: release.id });
  return liveColour(serving);
}

async function moveAway(
  tools: PutBackTools,
  {
    target,
    wrong,
    states,
  }: Readonly<{ target: TrafficSwitch; wrong: Colour; states: readonly ColourState[] }>,
): Promise<Weights> {
  const other = states.find(({ colour }) => colour === idleColour(wrong));
  const weights = planPutBack(wrong, other !== undefined && other.autoScalingGroup !== null);
  if (weights === null) await closeListener(tools.loadBalancing, target.listenerArn);
  else await applyWeights(tools.loadBalancing, target, weights);
  return weights ?? { blue: 0, green: 0 };
}
