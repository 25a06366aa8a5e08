import type { Deployment, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { dependenciesOf } from "../template/dependencies.ts";
import { parseTemplate } from "../template/parse-template.ts";
import type { Template } from "../template/template.ts";
import { deployResource } from "./deploy-resource.ts";
import { stackOutputs } from "./outputs.ts";
import { reasonOf, setStackStatus } from "./record-status.ts";
import { removeReplaced, removeResources } from "./remove-resources.ts";
import { rollBackCreation, rollBackUpdate } from "./roll-back.ts";
import { runInOrder } from "./run-in-order.ts";
import { activeResources, stackScope } from "./scope.ts";

/**
 * Brings a stack's deployment to its end, from whatever point it is at: called when a deployment begins, and for every
 * stack with one under way when the runtime starts. Never rejects; what fails is in the stack's status and events.
 */
export async function runDeployment(stacks: Stacks, stackId: string): Promise<void> {
  const stack = stacks.get(stackId);
  const { deployment } = stack;
  if (deployment === undefined) return;
  try {
    await PHASES[deployment.kind === "delete" ? "delete" : deployment.phase](stacks, stack, deployment);
  } catch (error) {
    stacks.runtime.log.error("A deployment ended with a defect", { stackId, error });
    finish(stacks, stackId, `${stack.status.replace(/_IN_PROGRESS$/, "")}_FAILED`, reasonOf(error));
  }
}

type Phase = (stacks: Stacks, stack: StackRecord, deployment: Deployment) => Promise<void>;

const PHASES: Readonly<Record<Deployment["phase"] | "delete", Phase>> = {
  forward: goForward,
  cleanup: cleanUp,
  rollback: rollBack,
  delete: deleteAll,
};

async function goForward(stacks: Stacks, stack: StackRecord, deployment: Deployment): Promise<void> {
  const template = parseTemplate(stack.templateBody);
  const failure = await deployResources(stacks, stack, template);
  if (failure !== undefined) return giveUp(stacks, stack, failure);
  let outputs: StackRecord["outputs"];
  try {
    outputs = stackOutputs(stacks, stack, template);
  } catch (error) {
    return giveUp(stacks, stack, reasonOf(error));
  }
  if (deployment.kind === "create") {
    stacks.put({ ...stacks.get(stack.stackId), outputs });
    return finish(stacks, stack.stackId, "CREATE_COMPLETE");
  }
  const next: StackRecord = { ...stack, outputs, deployment: { ...deployment, phase: "cleanup" } };
  const cleaning = setStackStatus(stacks, next, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  await cleanUp(stacks, cleaning);
}

/** Answers why the first resource that failed did, or undefined. */
async function deployResources(
  stacks: Stacks,
  stack: StackRecord,
  template: Template,
): Promise<string | undefined> {
  const active = activeResources(template, stackScope(stacks, stack, template));
  const outcomes = await runInOrder(
    active,
    (id) => dependenciesOf(template, id),
    (id) => stacks.gate.run(() => deployResource({ stacks, stack, template }, id)),
  );
  const failed = [...outcomes].filter(([, { kind }]) => kind === "failed").map(([id]) => id);
  if (failed.length === 0) return undefined;
  return `The following resource(s) failed to ${stack.deployment?.kind ?? "deploy"}: [${failed.join(", ")}].`;
}

async function giveUp(stacks: Stacks, stack: StackRecord, reason: string): Promise<void> {
  const { deployment } = stack;
  if (deployment === undefined) return;
  const isCreation = deployment.kind === "create";
  if (stack.disableRollback)
    return finish(stacks, stack.stackId, isCreation ? "CREATE_FAILED" : "UPDATE_FAILED", reason);
  const next: StackRecord = { ...stack, deployment: { ...deployment, phase: "rollback" } };
  const status = isCreation ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
  const rollingBack = setStackStatus(stacks, next, status, reason);
  await rollBack(stacks, rollingBack, deployment);
}

async function rollBack(stacks: Stacks, stack: StackRecord, deployment: Deployment): Promise<void> {
  const { before } = deployment;
  if (before === undefined) {
    const left = await rollBackCreation(stacks, stack);
    return finish(
      stacks,
      stack.stackId,
      left.length === 0 ? "ROLLBACK_COMPLETE" : "ROLLBACK_FAILED",
      left.join("; "),
    );
  }
  const left = await rollBackUpdate(stacks, stack, before);
  const { resources: _, ...definition } = before;
  stacks.put({ ...stacks.get(stack.stackId), ...definition });
  const status = left.length === 0 ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_FAILED";
  finish(stacks, stack.stackId, status, left.join("; "));
}

/** After the new is in place: what the template has no longer, and what was replaced, is removed. */
async function cleanUp(stacks: Stacks, stack: StackRecord): Promise<void> {
  const template = parseTemplate(stack.templateBody);
  const active = new Set(activeResources(template, stackScope(stacks, stack, template)));
  const all = stacks.resources(stack.stackId);
  const resources = all.filter(({ logicalId }) => !active.has(logicalId));
  const left = await removeResources(stacks, stack, { resources, afterFailedCreation: false });
  for (const resource of all.filter(({ logicalId }) => active.has(logicalId)))
    await stacks.gate.run(() => removeReplaced(stacks, stack, resource));
  finish(stacks, stack.stackId, "UPDATE_COMPLETE", left.join("; "));
}

async function deleteAll(stacks: Stacks, stack: StackRecord): Promise<void> {
  const resources = stacks.resources(stack.stackId);
  const left = await removeResources(stacks, stack, { resources, afterFailedCreation: false });
  if (left.length > 0) return finish(stacks, stack.stackId, "DELETE_FAILED", left.join("; "));
  stacks.put({ ...stacks.get(stack.stackId), deletionTimeMs: stacks.runtime.clock.now() });
  finish(stacks, stack.stackId, "DELETE_COMPLETE");
}

function finish(stacks: Stacks, stackId: string, status: string, reason = ""): void {
  const { deployment, ...stack } = stacks.get(stackId);
  const ended = deployment === undefined ? stack : { ...stack, deployment };
  const { deployment: _, ...done } = setStackStatus(
    stacks,
    ended,
    status,
    reason === "" ? undefined : reason,
  );
  stacks.put(done);
}
