import { ownEntry } from "../../../kernel/own-entry.ts";
import { resourceTypes } from "../resource-types/all.ts";
import type { AnyResourceType } from "../resource-types/resource-type.ts";
import type { Tag } from "../resource-types/tags.ts";
import { resolveDynamicReferences } from "../template/dynamic-references.ts";
import { resolve, type Scope } from "../template/resolve.ts";
import type { ResourceDeclaration } from "../template/template.ts";
import { validationError } from "../template/validation-error.ts";

type Properties = Readonly<Record<string, unknown>>;

/** The emulation of a declared type; templates are checked beforehand, so a missing one is refused here only as a last resort. */
export function typeNamed(name: string): AnyResourceType {
  const type = ownEntry(resourceTypes, name);
  if (type === undefined) throw validationError(`Not emulated by the embedded AWS: resource type ${name}.`);
  return type;
}

/** A resource's properties as its type's handlers get them: functions evaluated, the stack's tags added. */
export async function resolvedProperties(
  declaration: ResourceDeclaration,
  scope: Scope,
  stack: Readonly<{ tags: readonly Tag[]; readSsmParameter: (name: string) => Promise<string> }>,
): Promise<Properties> {
  const resolved = resolve(declaration.Properties ?? {}, scope);
  const properties = (await resolveDynamicReferences(resolved, stack.readSsmParameter)) as Properties;
  return withStackTags(properties, typeNamed(declaration.Type).tags, stack.tags);
}

/** A resource's own tag wins over the stack's of the same key. */
function withStackTags(
  properties: Properties,
  kind: AnyResourceType["tags"],
  stackTags: readonly Tag[],
): Properties {
  if (kind === undefined || stackTags.length === 0) return properties;
  if (kind === "map") {
    const fromStack = Object.fromEntries(stackTags.map(({ Key, Value }) => [Key, Value]));
    return { ...properties, Tags: { ...fromStack, ...(properties.Tags as object | undefined) } };
  }
  const own = (properties.Tags ?? []) as readonly Tag[];
  const extra = stackTags.filter(({ Key }) => !own.some((tag) => tag.Key === Key));
  const added = kind === "propagated" ? extra.map((tag) => ({ ...tag, PropagateAtLaunch: true })) : extra;
  return { ...properties, Tags: [...own, ...added] };
}
