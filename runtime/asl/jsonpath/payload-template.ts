import { Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json, setMember } from "../json.ts";
import type { Scope } from "../scope.ts";
import { compileExpression, type PathEvaluator } from "./expression.ts";

/**
 * Compiles a payload template (`Parameters`, `ResultSelector`, `Assign` …): members whose name ends in `.$` are paths
 * or intrinsic functions, everything else is constant.
 */
export function compilePayloadTemplate(template: Json): PathEvaluator {
  return compilePart(template) ?? (() => template);
}

/** Undefined when the part is constant. */
function compilePart(value: Json): PathEvaluator | undefined {
  if (Array.isArray(value)) return compileArray(value);
  return isJsonObject(value) ? compileObject(value) : undefined;
}

function compileArray(items: readonly Json[]): PathEvaluator | undefined {
  const parts = items.map(compilePart);
  if (parts.every((part) => part === undefined)) return undefined;
  return (scope: Scope, input: Json): Outcome<Json> => {
    const result: Json[] = [];
    for (const [at, part] of parts.entries()) {
      const value = part === undefined ? (items[at] as Json) : part(scope, input);
      if (value instanceof Failure) return value;
      result.push(value);
    }
    return result;
  };
}

function compileObject(members: Readonly<Record<string, Json>>): PathEvaluator | undefined {
  const parts = Object.entries(members).map(([name, value]) => {
    if (name.endsWith(".$") && typeof value === "string") {
      return { name: name.slice(0, -2), value, part: compileExpression(value, name) };
    }
    return { name, value, part: compilePart(value) };
  });
  if (parts.every(({ part }) => part === undefined)) return undefined;
  return (scope: Scope, input: Json): Outcome<Json> => {
    const result: Record<string, Json> = {};
    for (const { name, value: constant, part } of parts) {
      const value = part === undefined ? constant : part(scope, input);
      if (value instanceof Failure) return value;
      setMember(result, name, value);
    }
    return result;
  };
}
