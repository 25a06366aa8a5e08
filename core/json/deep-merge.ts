/** A JSON object as configuration files hold it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Merges layers of configuration; a later layer wins. Maps are merged member by member, everything else (lists,
 * strings, numbers, null) is replaced as a whole. `undefined` means "not said". No layer is changed, and keys such as
 * `__proto__` are ordinary keys.
 */
export function deepMerge(...layers: readonly JsonObject[]): JsonObject {
  return layers.reduce(mergeTwo, {});
}

function mergeTwo(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged = new Map<string, unknown>(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    if (value === undefined) continue;
    const below = merged.get(key);
    merged.set(key, isMap(below) && isMap(value) ? mergeTwo(below, value) : value);
  }
  return Object.fromEntries(merged);
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
