import { readFileSync } from "node:fs";
import type { Json } from "../../../asl/json.ts";

type Range = readonly [least: number | null, most: number | null];
type Constraints = Readonly<Record<string, Readonly<Record<string, Range>>>>;

let loaded: Constraints | undefined;

/** By signing name and `<structure>.<member>`; made by `scripts/output-constraints.ts`, read when first asked for. */
function constraints(): Constraints {
  loaded ??= JSON.parse(
    readFileSync(new URL("./output-constraints.json", import.meta.url), "utf8"),
  ) as Constraints;
  return loaded;
}

/** What is wrong with the length or size of a member of an answer, in the words of AWS; undefined when nothing is. */
export function brokenConstraint(service: string, member: string, value: Json): string | undefined {
  const [least, most] = constraints()[service]?.[member] ?? [null, null];
  if (typeof value === "number") {
    if (least !== null && value < least) return "is less than the minimum value";
    return most !== null && value > most ? "exceeds the maximum value" : undefined;
  }
  if (typeof value !== "string" && !Array.isArray(value)) return undefined;
  if (least !== null && value.length < least) return "is smaller than the minimum length";
  return most !== null && value.length > most ? "exceeds the maximum length" : undefined;
}
