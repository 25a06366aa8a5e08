import { isRecord } from "./parse-template.ts";
import { attributeReference, type Reference, soleEntry, substitute } from "./references.ts";
import { validationError } from "./validation-error.ts";

/** What the intrinsic functions look things up in. */
export interface Scope {
  /** Template parameters and pseudo parameters by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly availabilityZones: readonly string[];
  /** What `Ref` gives for a resource of the stack; throws when there is none. */
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  /** The value that another stack exports. */
  exported(name: string): string;
}

/** `AWS::NoValue`: the property, or the list's item, is left out. */
const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** A value of a template with every intrinsic function in it evaluated, innermost first. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const entry = soleEntry(value);
  if (entry && Object.hasOwn(INTRINSICS, entry.key)) return INTRINSICS[entry.key]?.(entry.argument, scope);
  if (entry?.key.startsWith("Fn::")) throw validationError(`Not emulated by the embedded AWS: ${entry.key}.`);
  const resolved = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE));
}

/** A condition's expression, evaluated. */
export function resolveCondition(value: unknown, scope: Scope): boolean {
  const result = resolve(value, scope);
  if (typeof result === "boolean") return result;
  throw validationError(
    `Template format error: a condition must give true or false, not ${JSON.stringify(result)}.`,
  );
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => lookUp({ name: String(argument) }, scope),
  "Fn::GetAtt": (argument, scope) => lookUp(attributeReference(resolve(argument, scope)), scope),
  "Fn::Sub": (argument, scope) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const local = resolve(variables ?? {}, scope) as Record<string, unknown>;
    return substitute(String(text), (reference) => asText(subValue(reference, local, scope), reference.name));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, items] = listOf(argument, "Fn::Join", scope);
    return listOf(items, "Fn::Join", scope)
      .map((item) => asText(item, "Fn::Join"))
      .join(String(separator));
  },
  "Fn::Split": (argument, scope) => {
    const [separator, text] = listOf(argument, "Fn::Split", scope);
    return String(text).split(String(separator));
  },
  "Fn::Select": (argument, scope) => {
    const [index, items] = listOf(argument, "Fn::Select", scope);
    const list = listOf(items, "Fn::Select", scope);
    const item = list[Number(index)];
    if (item === undefined)
      throw validationError(`Template error: Fn::Select cannot select item ${index} of ${list.length}.`);
    return item;
  },
  "Fn::Base64": (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString("base64"),
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second] = listOf(argument, "Fn::FindInMap", scope).map(String);
    const found = scope.mappings[map ?? ""]?.[first ?? ""]?.[second ?? ""];
    if (found === undefined)
      throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    return found;
  },
  "Fn::GetAZs": (_, scope) => scope.availabilityZones,
  "Fn::ImportValue": (argument, scope) => scope.exported(String(resolve(argument, scope))),
  "Fn::If": (argument, scope) => {
    const [name, whenTrue, whenFalse] = argument as readonly unknown[];
    return resolve(conditionNamed(String(name), scope) ? whenTrue : whenFalse, scope);
  },
  Condition: (argument, scope) =>
    typeof argument === "string" && Object.hasOwn(scope.conditions, argument)
      ? conditionNamed(argument, scope)
      : { Condition: resolve(argument, scope) },
  "Fn::Equals": (argument, scope) => {
    const [left, right] = listOf(argument, "Fn::Equals", scope);
    return String(left) === String(right);
  },
  "Fn::And": (argument, scope) => (argument as unknown[]).every((item) => resolveCondition(item, scope)),
  "Fn::Or": (argument, scope) => (argument as unknown[]).some((item) => resolveCondition(item, scope)),
  "Fn::Not": (argument, scope) => !resolveCondition((argument as unknown[])[0], scope),
};

function lookUp({ name, attribute }: Reference, scope: Scope): unknown {
  if (name === "AWS::NoValue") return NO_VALUE;
  if (attribute !== undefined) return scope.attribute(name, attribute);
  return Object.hasOwn(scope.parameters, name) ? scope.parameters[name] : scope.ref(name);
}

function subValue(reference: Reference, local: Readonly<Record<string, unknown>>, scope: Scope): unknown {
  const isLocal = reference.attribute === undefined && Object.hasOwn(local, reference.name);
  return isLocal ? local[reference.name] : lookUp(reference, scope);
}

function conditionNamed(name: string, scope: Scope): boolean {
  const value = scope.conditions[name];
  if (value === undefined) throw validationError(`Template error: unresolved condition dependency ${name}.`);
  return value;
}

function listOf(argument: unknown, name: string, scope: Scope): unknown[] {
  const list = resolve(argument, scope);
  if (!Array.isArray(list)) throw validationError(`Template error: ${name} needs a list.`);
  return list;
}

function asText(value: unknown, where: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw validationError(
    `Template error: ${where} needs text, and got ${JSON.stringify(value) ?? String(value)}.`,
  );
}
