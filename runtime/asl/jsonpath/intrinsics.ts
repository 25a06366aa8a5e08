import { createHash } from "node:crypto";
import { exceedsBytes } from "../data-limit.ts";
import { canonicalText, isJsonObject, type Json, jsonEquals } from "../json.ts";
import { seededRandom } from "../jsonata/functions.ts";
import type { Facts } from "../scope.ts";

/** An intrinsic function: its result, or what it expected instead of its arguments. */
export type Intrinsic = (given: readonly Json[], facts: Facts) => Json | IntrinsicRefusal;

/** The arguments do not fit the function. */
export class IntrinsicRefusal {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Characters that the functions on bytes take: of a text, or of the JSON of another value. */
const LONGEST_DATA = 10_000;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;
const LONGEST_RANGE = 1000;
/** Bytes; what a state gives on may be far less. */
export const LARGEST_TEXT = 16_000_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

const refuse = (reason: string) => new IntrinsicRefusal(reason);

/** https://states-language.net/#appendix-b, without States.Format, which needs to see how its template was written. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Array: (given) => given,
  ArrayPartition([items, given]) {
    const size = rounded(given);
    if (!Array.isArray(items) || size === undefined || size < 1)
      return refuse("expected an array and a positive integer");
    const length = Math.ceil(items.length / size);
    return Array.from({ length }, (_, at) => items.slice(at * size, (at + 1) * size));
  },
  ArrayContains([items, sought]) {
    if (!Array.isArray(items) || sought === undefined) return refuse("expected an array and a value");
    return items.some((item) => jsonEquals(item, sought));
  },
  ArrayRange(given) {
    const [first, last, step] = given.map(rounded);
    if (first === undefined || last === undefined || step === undefined || step === 0) {
      return refuse("expected a first and a last integer and a step other than 0");
    }
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > LONGEST_RANGE) return refuse(`expected at most ${LONGEST_RANGE} items`);
    return Array.from({ length }, (_, at) => first + at * step);
  },
  ArrayGetItem([items, index]) {
    if (!Array.isArray(items) || !isInteger(index)) return refuse("expected an array and an index");
    return items[index] === undefined ? refuse("the index is outside of the array") : (items[index] as Json);
  },
  ArrayLength: ([items]) => (Array.isArray(items) ? items.length : refuse("expected an array")),
  ArrayUnique([items]) {
    if (!Array.isArray(items)) return refuse("expected an array");
    const seen = new Map<string, Json>();
    for (const item of items) {
      const text = canonicalText(item);
      if (!seen.has(text)) seen.set(text, item);
    }
    return [...seen.values()];
  },
  Base64Encode([text]) {
    if (typeof text !== "string" || isLong(text))
      return refuse("expected a text of at most 10000 characters");
    return Buffer.from(text).toString("base64");
  },
  Base64Decode([text]) {
    if (typeof text !== "string" || isLong(text) || !BASE64.test(text))
      return refuse("expected a Base64 text of at most 10000 characters");
    return Buffer.from(text, "base64").toString();
  },
  Hash([value, algorithm]) {
    const name =
      typeof algorithm === "string" && Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
    if (value === undefined || name === undefined || exceedsBytes(value, LARGEST_TEXT))
      return refuse(`expected a value and one of ${Object.keys(HASHES).join(", ")}`);
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (isLong(text)) return refuse(`expected at most ${LONGEST_DATA} characters`);
    return createHash(name).update(text).digest("hex");
  },
  JsonMerge([left, right, deep]) {
    if (!isJsonObject(left) || !isJsonObject(right) || deep !== false)
      return refuse("expected two objects and false");
    return { ...left, ...right };
  },
  JsonToString([value]) {
    if (value === undefined) return refuse("expected a value");
    return exceedsBytes(value, LARGEST_TEXT) ? refuse("the text would be too long") : JSON.stringify(value);
  },
  StringToJson([text]) {
    if (typeof text !== "string") return refuse("expected a text");
    try {
      return text === "" ? null : (JSON.parse(text) as Json);
    } catch {
      return refuse("the text is no JSON");
    }
  },
  MathAdd([left, right]) {
    if (typeof left !== "number" || typeof right !== "number") return refuse("expected two numbers");
    return Math.round(left) + Math.round(right);
  },
  MathRandom([from, to, seed], facts) {
    const [first, last] = [rounded(from), rounded(to)];
    if (first === undefined || last === undefined || last <= first)
      return refuse("expected a first and a larger last integer");
    const random = typeof seed === "number" ? seededRandom(seed) : facts.random();
    return first + Math.floor(random * (last - first));
  },
  StringSplit([text, separators]) {
    if (typeof text !== "string" || typeof separators !== "string") return refuse("expected two texts");
    return splitAny(text, separators);
  },
  UUID: (_given, facts) => facts.uuid(),
};

/** Counts characters, of which some take two units of a text. */
function isLong(text: string): boolean {
  return text.length > LONGEST_DATA && (text.length > 2 * LONGEST_DATA || [...text].length > LONGEST_DATA);
}

/** Every character of `separators` separates; empty parts are left out. */
function splitAny(text: string, separators: string): string[] {
  const separating = new Set(separators);
  const parts: string[] = [""];
  for (const character of text) {
    if (separating.has(character)) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== "");
}

function isInteger(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value);
}

/** Numbers that are to be whole are rounded to the nearest one. */
function rounded(value: Json | undefined): number | undefined {
  return typeof value === "number" ? Math.round(value) : undefined;
}
