import { isDeepStrictEqual } from "node:util";
import type { ResourceRecord, StackRecord, StackSnapshot } from "../records.ts";
import type { Physical } from "../resource-types/resource-type.ts";
import type { Stacks } from "../stacks.ts";
import { reasonOf, setResource } from "./record-status.ts";
import { removePhysical, removeResources } from "./remove-resources.ts";
import { typeNamed } from "./resolved-properties.ts";
import { resourceContext } from "./resource-context.ts";
import { runInOrder } from "./run-in-order.ts";

/** Takes back a failed creation: everything that was made is removed. Answers what could not be. */
export function rollBackCreation(stacks: Stacks, stack: StackRecord): Promise<string[]> {
  return removeResources(stacks, stack, {
    resources: stacks.resources(stack.stackId),
    afterFailedCreation: true,
  });
}

/** Takes back a failed update: what was there gets its properties back, what is new is removed. Answers what could not be. */
export async function rollBackUpdate(
  stacks: Stacks,
  stack: StackRecord,
  before: StackSnapshot,
): Promise<string[]> {
  const known = new Map(before.resources.map((resource) => [resource.logicalId, resource]));
  const outcomes = await runInOrder(
    [...known.keys()],
    (id) => known.get(id)?.dependsOn ?? [],
    async (id) => {
      const resource = known.get(id);
      if (resource) await stacks.gate.run(() => restore(stacks, stack, resource));
    },
  );
  const failures = [...outcomes].flatMap(([id, outcome]) =>
    outcome.kind === "failed" ? [`${id}: ${reasonOf(outcome.error)}`] : [],
  );
  const created = stacks.resources(stack.stackId).filter(({ logicalId }) => !known.has(logicalId));
  const left = await removeResources(stacks, stack, { resources: created, afterFailedCreation: true });
  return [...failures, ...left];
}

async function restore(stacks: Stacks, stack: StackRecord, before: ResourceRecord): Promise<void> {
  const current = stacks.resource(stack.stackId, before.logicalId);
  if (current?.physicalId === undefined || before.physicalId === undefined) return;
  const existing = { ...current, physicalId: current.physicalId };
  if (existing.physicalId !== before.physicalId) {
    await removePhysical(stacks, stack, existing);
    return setResource(stacks, stack, { ...before, status: "UPDATE_COMPLETE" });
  }
  const left = current.pendingProperties ?? current.properties;
  if (isDeepStrictEqual(left, before.properties)) return stacks.putResource(stack.stackId, before);
  const result = await updateBack(stacks, stack, { existing, before, left });
  const { physicalId, attributes } = result;
  setResource(stacks, stack, { ...before, physicalId, attributes, status: "UPDATE_COMPLETE" });
}

async function updateBack(
  stacks: Stacks,
  stack: StackRecord,
  {
    existing,
    before,
    left,
  }: Readonly<{ existing: Physical; before: ResourceRecord; left: Readonly<Record<string, unknown>> }>,
): Promise<Physical> {
  const { logicalId, type, properties } = before;
  const { physicalId, attributes } = existing;
  const context = resourceContext(stacks, stack, { logicalId, resumed: true });
  return typeNamed(type).update({ physicalId, attributes, properties, previous: left }, context);
}
