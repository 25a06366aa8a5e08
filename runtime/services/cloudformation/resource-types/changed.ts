import { isDeepStrictEqual } from "node:util";
import type { Change } from "./resource-type.ts";

/** Whether any of these properties differs from before. */
export function hasChanged<Properties extends object>(
  change: Change<Properties>,
  ...names: readonly (keyof Properties)[]
): boolean {
  return names.some((name) => !isDeepStrictEqual(change.properties[name], change.previous[name]));
}

/** Whether anything besides these properties differs from before. */
export function hasChangedBesides<Properties extends object>(
  change: Change<Properties>,
  ...names: readonly (keyof Properties)[]
): boolean {
  const all = new Set([...Object.keys(change.properties), ...Object.keys(change.previous)]) as Set<
    keyof Properties
  >;
  return hasChanged(change, ...[...all].filter((name) => !names.includes(name)));
}

/** An object without the members that are undefined, as `exactOptionalPropertyTypes` and the services want it. */
export function present<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<Value>;
}
