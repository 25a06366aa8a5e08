import { isRecord } from "./parse-template.ts";
import { soleEntry } from "./references.ts";
import { resolveCondition, type Scope } from "./resolve.ts";
import { validationError } from "./validation-error.ts";

/** Every condition of a template, evaluated; one may name another. */
export function conditionValues(
  declared: Readonly<Record<string, unknown>>,
  scope: Omit<Scope, "conditions">,
): Readonly<Record<string, boolean>> {
  const values: Record<string, boolean> = {};
  const evaluate = (name: string, path: readonly string[]): void => {
    if (Object.hasOwn(values, name)) return;
    if (path.includes(name))
      throw validationError(`Circular condition dependency: ${[...path, name].join(" > ")}`);
    for (const other of conditionsNamedIn(declared[name])) {
      if (!Object.hasOwn(declared, other))
        throw validationError(
          `Template error: unresolved condition dependency ${other} in the Conditions block.`,
        );
      evaluate(other, [...path, name]);
    }
    values[name] = resolveCondition(declared[name], { ...scope, conditions: values });
  };
  for (const name of Object.keys(declared)) evaluate(name, []);
  return values;
}

function conditionsNamedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(conditionsNamedIn);
  if (!isRecord(value)) return [];
  const entry = soleEntry(value);
  if (entry?.key === "Condition") return [String(entry.argument)];
  return Object.values(value).flatMap(conditionsNamedIn);
}
