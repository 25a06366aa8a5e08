import { choiceOperator, TYPE_TESTS } from "../choice/operators.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { expressionSource } from "../jsonata/expression.ts";
import { at, type Check, complain, refuseUnknownFields, warn } from "./diagnostic.ts";
import { looksLikePath, validateAssign, validateField, validateTemplate } from "./validate-field.ts";

/** Checks the rules of a Choice state. */
export function validateChoices(value: Json, check: Check): undefined {
  if (!Array.isArray(value)) return;
  if (value.length === 0) return complain(check, "Value cannot be empty");
  for (const [index, rule] of value.entries()) {
    const below = { ...check, location: `${check.location}[${index}]` };
    if (!isJsonObject(rule)) complain(below, "Expected value of type Object");
    else validateTopRule(rule, below);
  }
}

function validateTopRule(rule: JsonObject, check: Check): undefined {
  if (typeof rule.Next !== "string") complain(check, "These fields are required: [Next]");
  if (rule.Assign !== undefined) validateAssign(rule.Assign, at(check, "Assign"));
  if (rule.Output !== undefined) validateTemplate(rule.Output, at(check, "Output"));
  if (check.language === "JSONata") validateCondition(rule, check);
  else validateRule(rule, check);
}

const CONDITION_FIELDS = ["Condition", "Next", "Assign", "Output", "Comment"];

function validateCondition(rule: JsonObject, check: Check): undefined {
  refuseUnknownFields(rule, check, CONDITION_FIELDS);
  const condition = rule.Condition;
  if (condition === undefined) return complain(check, "These fields are required: [Condition]");
  if (typeof condition === "boolean") return;
  if (typeof condition !== "string" || expressionSource(condition) === undefined) {
    return complain(check, "Expected a JSONata expression or a Boolean", "/Condition");
  }
  validateTemplate(condition, at(check, "Condition"));
}

const NO_OPERATORS = new Set(["Variable", "Next", "Comment", "Assign", "Output"]);
const LISTS = ["And", "Or"];

function validateRule(rule: JsonObject, check: Check): undefined {
  const operators = Object.keys(rule).filter((member) => !NO_OPERATORS.has(member));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1)
    return complain(check, "Expected exactly one comparison operator in a choice rule");
  const operand = rule[operator] as Json;
  const below = at(check, operator);
  if (LISTS.includes(operator)) return validateRules(operand, below);
  if (operator === "Not")
    return isJsonObject(operand)
      ? validateRule(operand, below)
      : complain(below, "Expected value of type Object");
  validateField(rule.Variable ?? 0, "pathOrNull", at(check, "Variable"));
  validateOperand(operator, operand, below);
}

function validateRules(value: Json, check: Check): undefined {
  if (!Array.isArray(value) || value.length === 0)
    return complain(check, "Expected value of type Array with at least one rule");
  for (const [index, rule] of value.entries()) {
    const below = { ...check, location: `${check.location}[${index}]` };
    if (isJsonObject(rule)) validateRule(rule, below);
    else complain(below, "Expected value of type Object");
  }
}

const OPERAND_TYPES: readonly (readonly [prefix: string, type: string])[] = [
  ["String", "string"],
  ["Numeric", "number"],
  ["Boolean", "boolean"],
  ["Timestamp", "string"],
];

function validateOperand(operator: string, operand: Json, check: Check): undefined {
  if (operator === "IsPresent" || Object.hasOwn(TYPE_TESTS, operator))
    return validateField(operand, "flag", check);
  if (choiceOperator(operator) === undefined) {
    if (operator.endsWith("Path") && choiceOperator(operator.slice(0, -4)) !== undefined)
      return validateField(operand ?? 0, "pathOrNull", check);
    return complain(check, `'${operator}' is not a comparison operator`);
  }
  const expected = OPERAND_TYPES.find(([prefix]) => operator.startsWith(prefix))?.[1];
  if (typeof operand !== expected) return complain(check, `Expected value of type ${expected}`);
  if (looksLikePath(operand)) {
    const message = `The value looks like a path, but the field name '${operator}' does not end with 'Path'`;
    warn(check, { code: "NO_PATH", message });
  }
  if (operator.startsWith("Timestamp")) validateField(operand, "timestamp", check);
}
