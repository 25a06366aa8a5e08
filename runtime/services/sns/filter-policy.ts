import { AwsError } from "../../protocol/aws-error.ts";
import { compilePattern, type PatternMatcher } from "../events/pattern.ts";
import type { Message, MessageAttribute } from "./state.ts";

/**
 * A subscription's filter policy over message attributes. The operators are those of event patterns, of which a
 * policy over attributes is a flat one.
 */
export function compileFilterPolicy(text: string): PatternMatcher {
  try {
    const policy: unknown = JSON.parse(text);
    const nested = Object.entries(policy ?? {}).find(
      ([name, rule]) => name !== "$or" && !Array.isArray(rule),
    );
    if (nested !== undefined) throw new Error(`${nested[0]} must be an array`);
    return compilePattern(policy);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsError("InvalidParameter", `Invalid parameter: FilterPolicy: ${reason}`, { cause });
  }
}

/** Message attributes as the matcher reads them: numbers as numbers, String.Array as its elements. */
export function attributesDocument({ attributes }: Message): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, plainValue(attribute)]),
  );
}

function plainValue({ type, value }: MessageAttribute): unknown {
  if (type === "Number" || type.startsWith("Number.")) return Number(value);
  if (type !== "String.Array") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // Not an array after all: SNS then treats it as an ordinary text.
  }
}
