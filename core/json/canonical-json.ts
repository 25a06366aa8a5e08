/**
 * JSON with one spelling a value: keys sorted by code unit, no white space, `undefined` members left out (RFC 8785's
 * order; numbers as ECMAScript writes them). Equal values give equal text, whatever order their keys were set in.
 * Throws TypeError for what JSON cannot hold: functions, symbols, big integers, NaN and the infinities.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`canonical JSON holds plain values; came a value of type ${typeof value}`);
}

function canonicalNumber(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new TypeError(`canonical JSON holds finite numbers; came ${value}`);
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(",")}}`;
}
