import { isJsonObject, type Json } from "../json.ts";
import { expressionSource, parseExpression as parseJsonata } from "../jsonata/expression.ts";
import { parseExpression as parseIntrinsic } from "../jsonpath/parse-intrinsic.ts";
import { parsePath } from "../jsonpath/parse-path.ts";
import { isTimestamp } from "../timestamp.ts";
import { at, type Check, complain, warn } from "./diagnostic.ts";
import type { FieldRule } from "./state-fields.ts";
import { isWholeNumber } from "./validate-block.ts";

/** Checks the value of a field against its rule; `check` is at the field. A JSONata expression is fine for most. */
export function validateField(value: Json, rule: FieldRule, check: Check): undefined {
  if (rule === "template") return validateTemplate(value, check);
  if (rule === "assignment") return validateAssign(value, check);
  if (check.language === "JSONata" && EXPRESSIBLE.has(rule) && isExpression(value))
    return validateTemplate(value, check);
  const complaint = RULES[rule](value);
  if (complaint !== undefined) complain(check, complaint);
}

const EXPRESSIBLE = new Set<FieldRule>(["text", "wholeNumber", "positiveNumber", "number", "timestamp"]);

/** Whether a value is a JSONata expression. */
export function isExpression(value: Json): boolean {
  return typeof value === "string" && expressionSource(value) !== undefined;
}

const RULES: Readonly<
  Record<Exclude<FieldRule, "template" | "assignment">, (value: Json) => string | undefined>
> = {
  any: () => undefined,
  text: (value) => (typeof value === "string" ? undefined : "Expected value of type String"),
  flag: (value) => (typeof value === "boolean" ? undefined : "Expected value of type Boolean"),
  object: (value) => (isJsonObject(value) ? undefined : "Expected value of type Object"),
  list: (value) => {
    if (!Array.isArray(value)) return "Expected value of type Array";
    return undefined;
  },
  wholeNumber: (value) =>
    isWholeNumber(value, 0) ? undefined : "Expected value of type Integer that is not negative",
  positiveNumber: (value) =>
    isWholeNumber(value, 1) && (value as number) <= 99_999_999
      ? undefined
      : "Value is not in the valid range of 1 to 99999999",
  number: (value) => (typeof value === "number" ? undefined : "Expected value of type Number"),
  timestamp: (value) =>
    typeof value === "string" && isTimestamp(value) ? undefined : "String does not match RFC3339 timestamp",
  path: (value) => (isPathOrCall(value) ? undefined : "Value is not a valid JSONPath"),
  pathOrNull: (value) => (value === null || isPath(value) ? undefined : "Value is not a valid JSONPath"),
  referencePathOrNull: (value) =>
    value === null || isReferencePath(value)
      ? undefined
      : "Value is not a Reference Path: The Reference Path cannot contain wildcards",
};

function isPath(value: Json): boolean {
  return typeof value === "string" && parses(() => parsePath(value));
}

function isPathOrCall(value: Json): boolean {
  return typeof value === "string" && parses(() => parseIntrinsic(value));
}

function isReferencePath(value: Json): boolean {
  if (typeof value !== "string") return false;
  return parses(() => {
    const path = parsePath(value);
    if (!path.definite || path.root.kind !== "input") throw new Error("not a reference path");
  });
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

/** Checks the variables that a state, catcher or rule assigns. */
export function validateAssign(value: Json, check: Check): undefined {
  if (!isJsonObject(value)) return complain(check, "Expected value of type Object");
  for (const name of Object.keys(value)) validateVariable(name, check);
  validateTemplate(value, check);
}

const LONGEST_VARIABLE = 80;
const VARIABLE = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html: as identifiers of Unicode, and not `states`. */
function validateVariable(member: string, check: Check): undefined {
  const name = check.language === "JSONPath" ? member.replace(/\.\$$/, "") : member;
  if (name === "states") complain(check, "The variable name 'states' is reserved", `/${member}`);
  else if (!VARIABLE.test(name)) complain(check, `'${name}' is not a valid variable name`, `/${member}`);
  else if ([...name].length > LONGEST_VARIABLE)
    complain(check, `Variable name cannot be longer than ${LONGEST_VARIABLE} characters`, `/${member}`);
}

const DEEPEST_TEMPLATE = 500;

/** Checks every path, intrinsic function or expression in a payload template. */
export function validateTemplate(value: Json, check: Check, depth = 0): undefined {
  if (depth > DEEPEST_TEMPLATE)
    return complain(check, `Value is nested deeper than ${DEEPEST_TEMPLATE} levels`);
  if (check.language === "JSONata" && typeof value === "string") return validateJsonata(value, check);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      validateTemplate(item, { ...check, location: `${check.location}[${index}]` }, depth + 1);
  }
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (check.language === "JSONPath" && name.endsWith(".$")) validatePathMember(name, member, check);
    else {
      if (check.language === "JSONPath") warnOfStaticPath(member, at(check, name));
      validateTemplate(member, at(check, name), depth + 1);
    }
  }
}

/** A member that its name does not mark as a path, though it looks like one. */
function warnOfStaticPath(member: Json, check: Check): undefined {
  if (!looksLikePath(member)) return;
  const message =
    "The value looks like a JSONPath or an intrinsic function, but the field name does not end with '.$'";
  warn(check, { code: "NO_DOLLAR", message });
}

/** Whether a text is written like a path or a call of an intrinsic function. */
export function looksLikePath(value: Json): boolean {
  return typeof value === "string" && /^(?:\$\$?[.[]|States\.\w+\()/.test(value);
}

function validatePathMember(name: string, member: Json, check: Check): undefined {
  if (isPathOrCall(member)) return;
  complain(
    check,
    `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
  );
}

function validateJsonata(text: string, check: Check): undefined {
  const source = expressionSource(text);
  if (source === undefined) return;
  try {
    refuseInaccessible(parseJsonata(source).stateMembers, check);
  } catch (error) {
    complain(check, `Invalid JSONata expression: ${(error as Error).message ?? String(error)}`);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html tells where these can be read. */
function refuseInaccessible(members: ReadonlySet<string>, check: Check): undefined {
  for (const member of ["result", "errorOutput"])
    if (members.has(member) && member !== check.accessible)
      complain(check, `The reserved variable '$states.${member}' is not accessible in this field`);
}
