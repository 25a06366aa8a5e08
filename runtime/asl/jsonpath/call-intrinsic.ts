import type { Json } from "../json.ts";
import type { Facts } from "../scope.ts";
import { INTRINSICS, IntrinsicRefusal } from "./intrinsics.ts";

/** How many arguments each function takes, if that is fixed. */
const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ArrayPartition: [2, 2],
  ArrayContains: [2, 2],
  ArrayRange: [3, 3],
  ArrayGetItem: [2, 2],
  ArrayLength: [1, 1],
  ArrayUnique: [1, 1],
  Base64Encode: [1, 1],
  Base64Decode: [1, 1],
  Hash: [2, 2],
  JsonMerge: [3, 3],
  JsonToString: [1, 1],
  StringToJson: [1, 1],
  MathAdd: [2, 2],
  MathRandom: [2, 3],
  StringSplit: [2, 2],
  UUID: [0, 0],
};

/** Whether there is such a function. */
export function isIntrinsic(name: string): boolean {
  return name === "Format" || Object.hasOwn(INTRINSICS, name);
}

/** Calls a function of this table by its name. */
export function callIntrinsic(name: string, given: readonly Json[], facts: Facts): Json | IntrinsicRefusal {
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (intrinsic === undefined) return new IntrinsicRefusal("there is no such function");
  const [least, most] = ARGUMENTS[name] ?? [0, Infinity];
  if (given.length < least || given.length > most)
    return new IntrinsicRefusal(
      `expected ${least === most ? least : `${least} to ${most}`} arguments, got ${given.length}`,
    );
  return intrinsic(given, facts);
}
