import { Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json, setMember } from "../json.ts";
import type { Scope } from "../scope.ts";
import { evaluateExpression, expressionSource, parseExpression } from "./expression.ts";

/** A compiled JSON value whose strings may be `{% … %}` expressions. */
export type Template = (scope: Scope) => Outcome<Json>;

/** Compiles a value of a JSONata field; `location` is the field's path in the state, for messages. */
export function compileTemplate(value: Json, location: string): Template {
  return compilePart(value, location) ?? (() => value);
}

/** Undefined when the part is constant. */
function compilePart(value: Json, location: string): Template | undefined {
  if (typeof value === "string") return compileText(value, location);
  if (Array.isArray(value)) return compileArray(value, location);
  if (isJsonObject(value)) return compileObject(value, location);
  return undefined;
}

function compileText(text: string, location: string): Template | undefined {
  const source = expressionSource(text);
  if (source === undefined) return undefined;
  const expression = parseExpression(source);
  return (scope) => evaluateExpression(expression, scope, location);
}

function compileArray(items: readonly Json[], location: string): Template | undefined {
  const parts = items.map((item, at) => compilePart(item, `${location}[${at}]`));
  if (parts.every((part) => part === undefined)) return undefined;
  return (scope) => {
    const result: Json[] = [];
    for (const [at, part] of parts.entries()) {
      const value = part === undefined ? (items[at] as Json) : part(scope);
      if (value instanceof Failure) return value;
      result.push(value);
    }
    return result;
  };
}

function compileObject(members: Readonly<Record<string, Json>>, location: string): Template | undefined {
  const parts = Object.entries(members).map(([name, value]) => {
    return { name, value, part: compilePart(value, `${location}/${name}`) };
  });
  if (parts.every(({ part }) => part === undefined)) return undefined;
  return (scope) => {
    const result: Record<string, Json> = {};
    for (const { name, value: constant, part } of parts) {
      const value = part === undefined ? constant : part(scope);
      if (value instanceof Failure) return value;
      setMember(result, name, value);
    }
    return result;
  };
}
