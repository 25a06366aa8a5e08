import type { StateType } from "../definition.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { at, type Check, complain, warn } from "./diagnostic.ts";
import { EXCLUSIVE_FIELDS, type FieldRule, REQUIRED_FIELDS, STATE_FIELDS } from "./state-fields.ts";
import { type BlockContext, validateBlock } from "./validate-block.ts";
import { validateChoices } from "./validate-choice.ts";
import { validateCatchers, validateRetriers } from "./validate-errors.ts";
import { looksLikePath, validateField } from "./validate-field.ts";
import { validateMap } from "./validate-map.ts";
import { validateTask } from "./validate-task.ts";

/** Checks one state and everything in it. */
export function validateState(state: JsonObject, outer: Check, context: BlockContext): undefined {
  const check = withLanguage(state, outer);
  const type = state.Type;
  if (type === undefined) return complain(check, "These fields are required: [Type]");
  if (typeof type !== "string" || !Object.hasOwn(REQUIRED_FIELDS, type)) {
    return complain(
      check,
      `Value is not valid. Expected one of: [${Object.keys(REQUIRED_FIELDS).join(", ")}]`,
      "/Type",
    );
  }
  validateFields(state, type as StateType, check);
  validateTransition(state, type as StateType, check);
  EXTRAS[type as StateType]?.(state, check, context);
  if (state.Retry !== undefined) validateRetriers(state.Retry, at(check, "Retry"));
  if (state.Catch !== undefined) validateCatchers(state.Catch, at(check, "Catch"));
}

function withLanguage(state: JsonObject, check: Check): Check {
  const language = state.QueryLanguage;
  if (language === undefined) return check;
  if (language !== "JSONPath" && language !== "JSONata") {
    complain(check, "Value is not valid. Expected 'JSONPath' or 'JSONata'", "/QueryLanguage");
    return check;
  }
  if (language === "JSONPath" && check.machineLanguage === "JSONata") {
    complain(check, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  return { ...check, language };
}

function validateFields(state: JsonObject, type: StateType, check: Check): undefined {
  const table = STATE_FIELDS[check.language][type];
  for (const [field, value] of Object.entries(state)) {
    const rule = Object.hasOwn(table, field) ? table[field] : undefined;
    if (rule !== undefined) {
      validateField(value, rule, hasResult(type, field) ? withResult(at(check, field)) : at(check, field));
      if (check.language === "JSONPath") warnOfPath(field, value, { rule, check: at(check, field) });
    } else
      complain(
        check,
        `Field '${field}' is not supported in a ${type} state with QueryLanguage ${check.language}`,
        `/${field}`,
      );
  }
  for (const choice of REQUIRED_FIELDS[type]) {
    if (!choice.some((field) => state[field] !== undefined))
      complain(check, `These fields are required: [${choice.join(", ")}]`);
  }
  for (const group of EXCLUSIVE_FIELDS) {
    const present = group.filter((field) => state[field] !== undefined);
    if (present.length > 1) complain(check, `The fields [${present.join(", ")}] cannot be used together`);
  }
}

/** The fields that are evaluated when there is a result, of the states that have one. */
function hasResult(type: StateType, field: string): boolean {
  return (field === "Assign" || field === "Output") && ["Task", "Parallel", "Map"].includes(type);
}

const withResult = (check: Check): Check => ({ ...check, accessible: "result" });

/** A path in a field that takes a constant, while a field beside it takes paths. */
function warnOfPath(
  field: string,
  value: Json,
  { rule, check }: { readonly rule: FieldRule; readonly check: Check },
): undefined {
  if (rule === "text" && looksLikePath(value)) {
    const message = `The value looks like a path, but the field name '${field}' does not end with 'Path'`;
    warn(check, { code: "NO_PATH", message });
  }
  if (field === "Result" && hasPaths(value)) {
    const message = "The result of a Pass state is static: paths in it are not evaluated";
    warn(check, { code: "PASS_RESULT_IS_STATIC", message });
  }
}

function hasPaths(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasPaths);
  if (!isJsonObject(value)) return looksLikePath(value);
  return Object.entries(value).some(([name, member]) => name.endsWith(".$") || hasPaths(member));
}

const WITHOUT_TRANSITION = new Set<StateType>(["Succeed", "Fail", "Choice"]);

function validateTransition(state: JsonObject, type: StateType, check: Check): undefined {
  if (WITHOUT_TRANSITION.has(type)) return;
  if (state.Next === undefined && state.End !== true)
    complain(check, "These fields are required: [Next, End]");
}

type Extra = (state: JsonObject, check: Check, context: BlockContext) => undefined;

const EXTRAS: Partial<Record<StateType, Extra>> = {
  Choice: (state, check) => validateChoices(state.Choices ?? null, at(check, "Choices")),
  Task: (state, check) => validateTask(state, check),
  Map: validateMap,
  Parallel(state, check, context) {
    const branches = state.Branches;
    if (!Array.isArray(branches)) return;
    if (branches.length === 0) return complain(check, "Value cannot be empty", "/Branches");
    for (const [index, branch] of branches.entries()) {
      const below = {
        ...check,
        language: check.machineLanguage,
        location: `${check.location}/Branches[${index}]`,
      };
      if (isJsonObject(branch)) validateBlock(branch, below, context);
      else complain(below, "Expected value of type Object");
    }
  },
};
