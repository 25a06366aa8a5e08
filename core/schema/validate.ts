import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Static, TSchema } from "typebox";
import { describeExpectation } from "./expectation.ts";
import { describeValue, type Problem } from "./problem.ts";

/** Whether what stands at this path (keys from the root) may be secret and must not be shown. */
export type Conceals = (path: readonly string[]) => boolean;

/** Lists everything that is wrong with a value; empty when it is valid. */
export type Check = (value: unknown) => readonly Problem[];

export type Parsed<Value> =
  | { readonly valid: true; readonly value: Value }
  | { readonly valid: false; readonly problems: readonly Problem[] };

/**
 * Compiles a JSON Schema (2020-12) into a check that reports all problems, not only the first, each with its path,
 * what was expected and what came. The schema is compiled at the first use.
 */
export function compileCheck(schema: object, conceals: Conceals = () => false): Check {
  let compiled: ValidateFunction | undefined;
  return (value) => {
    compiled ??= ajv.compile(schema);
    const validate = compiled;
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    return errors.filter((error) => !isSummary(error, errors)).map((error) => toProblem(error, conceals));
  };
}

/** As `compileCheck`, and types the value by its TypeBox schema. */
export function compileParser<Schema extends TSchema>(
  schema: Schema,
  conceals?: Conceals,
): (value: unknown) => Parsed<Static<Schema>> {
  const check = compileCheck(schema, conceals);
  return (value) => {
    const problems = check(value);
    return problems.length === 0
      ? { valid: true, value: value as Static<Schema> }
      : { valid: false, problems };
  };
}

/** One for all schemas: it compiles the language's own schema once. Schemas are not registered under their `$id`. */
const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  addUsedSchema: false,
});

/** `if` and `propertyNames` only repeat what another error of the same validation says in detail. */
function isSummary(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword === "propertyNames") return all.some((other) => other.propertyName !== undefined);
  return error.keyword === "if";
}

function toProblem(error: ErrorObject, conceals: Conceals): Problem {
  const name = memberNamed(error);
  const path = name === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(name)}`;
  const conceal = conceals(path.split("/").slice(1)) || isUnknownMember(error);
  return { path, expected: describeExpectation(error), came: describeValue(valueAt(error, name), conceal) };
}

function memberNamed(error: ErrorObject): string | undefined {
  const { additionalProperty, unevaluatedProperty, missingProperty } = error.params as Record<string, string>;
  return additionalProperty ?? unevaluatedProperty ?? missingProperty ?? error.propertyName;
}

function isUnknownMember(error: ErrorObject): boolean {
  return error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties";
}

function valueAt(error: ErrorObject, name: string | undefined): unknown {
  if (error.propertyName !== undefined) return error.propertyName;
  if (name === undefined) return error.data;
  return (error.data as Readonly<Record<string, unknown>>)[name];
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
