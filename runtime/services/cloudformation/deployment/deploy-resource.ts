import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { ResourceRecord, StackRecord } from "../records.ts";
import type { Physical } from "../resource-types/resource-type.ts";
import type { Stacks } from "../stacks.ts";
import { dependenciesOf } from "../template/dependencies.ts";
import type { ResourceDeclaration, Template } from "../template/template.ts";
import { readSsmParameter } from "./read-ssm-parameter.ts";
import { reasonOf, setResource } from "./record-status.ts";
import { resolvedProperties, typeNamed } from "./resolved-properties.ts";
import { resourceContext } from "./resource-context.ts";
import { stackScope } from "./scope.ts";

/** One resource on its way to what the template says. */
interface Step {
  readonly stacks: Stacks;
  readonly stack: StackRecord;
  readonly declaration: ResourceDeclaration;
  /** What the record will be when the step has succeeded, but for what only the call tells. */
  readonly target: Omit<ResourceRecord, "physicalId" | "attributes">;
}

/**
 * Creates, updates or replaces one resource, or leaves it alone when its resolved properties are what they were. What
 * it is about to do is on disk before the call is made, so that an attempt that a crash cut off is recognised.
 */
export async function deployResource(
  { stacks, stack, template }: Readonly<{ stacks: Stacks; stack: StackRecord; template: Template }>,
  logicalId: string,
): Promise<void> {
  const declaration = template.Resources[logicalId];
  if (declaration === undefined) throw new Error(`The template has no resource ${logicalId}`);
  const scope = stackScope(stacks, stack, template);
  const read = (name: string) => readSsmParameter(stacks, stack, name);
  const current = stacks.resource(stack.stackId, logicalId);
  const properties = await resolvedProperties(declaration, scope, {
    tags: stack.tags,
    readSsmParameter: read,
  });
  const target = {
    logicalId,
    type: declaration.Type,
    properties,
    status: "",
    timestampMs: stacks.runtime.clock.now(),
    dependsOn: dependenciesOf(template, logicalId),
    deletionPolicy: declaration.DeletionPolicy ?? "Delete",
    replaced: current?.replaced ?? [],
  };
  await bringTo({ stacks, stack, declaration, target }, current);
}

async function bringTo(step: Step, current: ResourceRecord | undefined): Promise<void> {
  if (current?.physicalId === undefined) return createResource(step, current);
  const existing = { ...current, physicalId: current.physicalId };
  if (needsReplacement(step.target, existing)) return replaceResource(step, existing);
  if (!isUpToDate(step, existing)) return updateResource(step, existing);
  const { dependsOn, deletionPolicy } = step.target;
  if (isDeepStrictEqual([dependsOn, deletionPolicy], [current.dependsOn, current.deletionPolicy])) return;
  step.stacks.putResource(step.stack.stackId, { ...current, dependsOn, deletionPolicy });
}

function isUpToDate({ target }: Step, current: ResourceRecord): boolean {
  return current.pendingProperties === undefined && isDeepStrictEqual(target.properties, current.properties);
}

/** Whether a change of type, or of a property that cannot be changed in place, makes a new physical resource. */
export function needsReplacement(
  target: Pick<ResourceRecord, "type" | "properties">,
  current: Pick<ResourceRecord, "type" | "properties">,
): boolean {
  if (target.type !== current.type) return true;
  const { replacement } = typeNamed(target.type);
  return replacement.some((name) => !isDeepStrictEqual(target.properties[name], current.properties[name]));
}

async function createResource(step: Step, current: ResourceRecord | undefined): Promise<void> {
  const { stacks, stack, target } = step;
  const started = { ...target, attributes: {}, status: "CREATE_IN_PROGRESS", attempted: true };
  setResource(stacks, stack, started);
  await stacks.runtime.store.committed();
  try {
    const created = await create(step, current?.attempted === true);
    setResource(stacks, stack, { ...target, ...physical(created), status: "CREATE_COMPLETE" });
  } catch (error) {
    const failed = { ...started, attempted: !belongsToAnother(error) };
    setResource(stacks, stack, { ...failed, status: "CREATE_FAILED", statusReason: reasonOf(error) });
    throw error;
  }
}

/** A resource of that name that this stack has not made must never be adopted by a later attempt. */
function belongsToAnother(error: unknown): boolean {
  return error instanceof AwsError && /AlreadyExists|AlreadyOwned|InUse|Conflict/.test(error.code);
}

async function updateResource(step: Step, current: ResourceRecord & Physical): Promise<void> {
  const { stacks, stack, target } = step;
  const previous = current.properties;
  const started = { ...current, pendingProperties: target.properties, status: "UPDATE_IN_PROGRESS" };
  setResource(stacks, stack, started);
  await stacks.runtime.store.committed();
  try {
    const type = typeNamed(target.type);
    const context = resourceContext(stacks, stack, { logicalId: target.logicalId, resumed: false });
    let result: Physical = current;
    for (const before of [previous, current.pendingProperties].filter((item) => item !== undefined))
      result = await type.update(
        { ...physical(result), properties: target.properties, previous: before },
        context,
      );
    setResource(stacks, stack, { ...target, ...physical(result), status: "UPDATE_COMPLETE" });
  } catch (error) {
    setResource(stacks, stack, { ...started, status: "UPDATE_FAILED", statusReason: reasonOf(error) });
    throw error;
  }
}

async function replaceResource(step: Step, current: ResourceRecord & Physical): Promise<void> {
  const { stacks, stack, target, declaration } = step;
  const statusReason =
    "Requested update requires the creation of a new physical resource; hence creating one.";
  setResource(stacks, stack, { ...current, status: "UPDATE_IN_PROGRESS", statusReason, attempted: true });
  await stacks.runtime.store.committed();
  try {
    const created = await create(step, current.attempted === true);
    const { type, physicalId, attributes, properties } = current;
    const isSame = created.physicalId === physicalId;
    const old = {
      type,
      physicalId,
      attributes,
      properties,
      retain: isRetained(declaration.UpdateReplacePolicy),
    };
    const replaced = isSame ? target.replaced : [...target.replaced, old];
    setResource(stacks, stack, { ...target, ...physical(created), replaced, status: "UPDATE_COMPLETE" });
  } catch (error) {
    const failed = { ...current, attempted: !belongsToAnother(error) };
    setResource(stacks, stack, { ...failed, status: "UPDATE_FAILED", statusReason: reasonOf(error) });
    throw error;
  }
}

function create({ stacks, stack, target }: Step, resumed: boolean): Promise<Physical> {
  const context = resourceContext(stacks, stack, { logicalId: target.logicalId, resumed });
  return typeNamed(target.type).create(target.properties, context);
}

function physical({ physicalId, attributes }: Physical): Physical {
  return { physicalId, attributes };
}

/** Whether what a policy speaks of stays when the stack lets go of it. */
export function isRetained(policy: string | undefined): boolean {
  return policy === "Retain" || policy === "RetainExceptOnCreate";
}
