import { createHash } from "node:crypto";
import type { Json } from "../json.ts";
import type { Facts } from "../scope.ts";

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};
const LONGEST_RANGE = 1000;

/**
 * The functions that Step Functions adds to JSONata or replaces (`$partition`, `$range`, `$hash`, `$random`, `$uuid`,
 * `$parse`), and those that read the clock: each is made from the facts of one decision.
 */
export const STEP_FUNCTIONS: Readonly<Record<string, (facts: Facts) => unknown>> = {
  partition: () => partition,
  range: () => range,
  hash: () => hash,
  parse: () => parse,
  random: (facts) => (seed?: number) => (seed === undefined ? facts.random() : seededRandom(seed)),
  uuid: (facts) => () => facts.uuid(),
  millis: (facts) => () => facts.nowMs,
  eval: () => undefined,
};

function parse(text?: string): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function partition(array?: readonly Json[], size?: number): Json[][] | undefined {
  if (array === undefined || size === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError("$partition expects a positive integer as its second argument");
  const items = Array.isArray(array) ? array : [array as unknown as Json];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function range(start?: number, end?: number, step?: number): number[] | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  if (step === 0) throw new RangeError("$range expects a step other than 0");
  const length = Math.floor((end - start) / step) + 1;
  if (length > LONGEST_RANGE) throw new RangeError(`$range gives at most ${LONGEST_RANGE} items`);
  const numbers = Array.from({ length: Math.max(0, length) }, (_, at) => start + at * step);
  // A sequence of the library: one number alone stands for itself.
  return Object.defineProperty(numbers, "sequence", { enumerable: false, value: true });
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (name === undefined)
    throw new TypeError(`$hash expects one of ${Object.keys(HASHES).join(", ")}, got ${algorithm}`);
  return createHash(name).update(text).digest("hex");
}

/** A number in [0, 1) that depends on the seed only (mulberry32). */
export function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
