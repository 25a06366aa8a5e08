/** Looks a table up by a word that somebody outside chose: `constructor` and `__proto__` are entries of none. */
export function ownEntry<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
