import type { ReplacedResource, ResourceRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { isRetained } from "./deploy-resource.ts";
import { reasonOf, resourceEvent, setResource } from "./record-status.ts";
import { typeNamed } from "./resolved-properties.ts";
import { resourceContext } from "./resource-context.ts";
import { reverseNeeds, runInOrder } from "./run-in-order.ts";

/** Which resources go, and whether because the deployment that made them failed. */
export interface Removal {
  readonly resources: readonly ResourceRecord[];
  readonly afterFailedCreation: boolean;
}

/**
 * Removes resources of a stack, each after those that depend on it. What is retained by its policy leaves the stack
 * and stays. Answers the reasons of those that could not be removed; these stay in the stack.
 */
export async function removeResources(
  stacks: Stacks,
  stack: StackRecord,
  removal: Removal,
): Promise<string[]> {
  const byId = new Map(removal.resources.map((resource) => [resource.logicalId, resource]));
  const ids = [...byId.keys()];
  const needs = reverseNeeds(ids, (id) => byId.get(id)?.dependsOn ?? []);
  const outcomes = await runInOrder(ids, needs, async (id) => {
    const resource = byId.get(id);
    if (resource) await stacks.gate.run(() => removeResource(stacks, stack, { resource, removal }));
  });
  return [...outcomes].flatMap(([id, outcome]) =>
    outcome.kind === "failed" ? [`${id}: ${reasonOf(outcome.error)}`] : [],
  );
}

async function removeResource(
  stacks: Stacks,
  stack: StackRecord,
  { resource, removal }: Readonly<{ resource: ResourceRecord; removal: Removal }>,
): Promise<void> {
  await removeReplaced(stacks, stack, resource);
  const { logicalId, physicalId, deletionPolicy } = resource;
  const isRetainExceptOnCreate = deletionPolicy === "RetainExceptOnCreate" && removal.afterFailedCreation;
  if (physicalId !== undefined && isRetained(deletionPolicy) && !isRetainExceptOnCreate) {
    resourceEvent(stacks, stack, { ...resource, status: "DELETE_SKIPPED" });
    stacks.deleteResource(stack.stackId, logicalId);
    return;
  }
  setResource(stacks, stack, { ...resource, status: "DELETE_IN_PROGRESS" });
  try {
    if (physicalId !== undefined) await removePhysical(stacks, stack, { ...resource, physicalId });
  } catch (error) {
    setResource(stacks, stack, { ...resource, status: "DELETE_FAILED", statusReason: reasonOf(error) });
    throw error;
  }
  resourceEvent(stacks, stack, { ...resource, status: "DELETE_COMPLETE" });
  stacks.deleteResource(stack.stackId, logicalId);
}

/** Removes what replacements of a resource left behind; one that cannot be removed is told in the events, and left. */
export async function removeReplaced(
  stacks: Stacks,
  stack: StackRecord,
  resource: ResourceRecord,
): Promise<void> {
  if (resource.replaced.length === 0) return;
  for (const old of resource.replaced)
    await removeOld(stacks, stack, { ...old, logicalId: resource.logicalId });
  const now = stacks.resource(stack.stackId, resource.logicalId);
  if (now) stacks.putResource(stack.stackId, { ...now, replaced: [] });
}

async function removeOld(
  stacks: Stacks,
  stack: StackRecord,
  old: ReplacedResource & { readonly logicalId: string },
): Promise<void> {
  if (old.retain) return resourceEvent(stacks, stack, { ...old, status: "DELETE_SKIPPED" });
  try {
    await removePhysical(stacks, stack, old);
    resourceEvent(stacks, stack, { ...old, status: "DELETE_COMPLETE" });
  } catch (error) {
    resourceEvent(stacks, stack, { ...old, status: "DELETE_FAILED", statusReason: reasonOf(error) });
  }
}

/** Calls the type's handler for a physical resource. */
export async function removePhysical(
  stacks: Stacks,
  stack: StackRecord,
  resource: Omit<ReplacedResource, "retain"> & { readonly logicalId: string },
): Promise<void> {
  const { logicalId, type, physicalId, attributes, properties } = resource;
  const context = resourceContext(stacks, stack, { logicalId, resumed: true });
  await typeNamed(type).remove({ physicalId, attributes, properties }, context);
}
