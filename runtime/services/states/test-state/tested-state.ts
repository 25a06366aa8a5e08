import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import { validateDefinition } from "../../../asl/validate/validate-definition.ts";
import { AwsError } from "../../../protocol/aws-error.ts";

/** The name that AWS gives to the state it tests, whatever it is called in its state machine. */
export const TESTED_NAME = "StateName";
const FIRST_NAME = "BeforeTheTest";

/** The state to be tested, and the language that it inherits. */
export interface TestedState {
  readonly raw: JsonObject;
  readonly machineLanguage: "JSONPath" | "JSONata";
}

/** Reads the definition of a state, or finds a state by its name in that of a state machine; refuses what is invalid. */
export function readTestedState(definition: string, stateName: string | undefined): TestedState {
  const parsed = parse(definition);
  const machineLanguage =
    parsed.QueryLanguage === "JSONata" && isJsonObject(parsed.States) ? "JSONata" : "JSONPath";
  const raw = stateName === undefined ? parsed : findState(parsed, stateName);
  if (raw === undefined) throw new AwsError("ValidationException", "State not found in definition");
  const tested = { raw, machineLanguage } as const;
  const wrapped = JSON.stringify({
    QueryLanguage: machineLanguage,
    StartAt: TESTED_NAME,
    States: { [TESTED_NAME]: raw },
  });
  refuseInvalid(wrapped);
  return tested;
}

function parse(definition: string): JsonObject {
  try {
    const parsed = JSON.parse(definition) as Json;
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // Refused below, with what is no object.
  }
  throw new AwsError(
    "InvalidDefinition",
    "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: The definition must be a JSON object'",
  );
}

function findState(block: JsonObject, name: string): JsonObject | undefined {
  const states = block.States;
  if (!isJsonObject(states)) return undefined;
  if (Object.hasOwn(states, name) && isJsonObject(states[name])) return states[name];
  for (const state of Object.values(states)) {
    const found = isJsonObject(state) ? findInside(state, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInside(state: JsonObject, name: string): JsonObject | undefined {
  const branches = Array.isArray(state.Branches) ? state.Branches : [];
  for (const block of [...branches, state.ItemProcessor, state.Iterator]) {
    const found = isJsonObject(block) ? findState(block, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a branch or item processor of a state has a state of this name. */
export function hasStateInside(raw: JsonObject, name: string): boolean {
  return findInside(raw, name) !== undefined;
}

const ABOUT_OTHER_STATES: readonly string[] = ["MISSING_TRANSITION_TARGET", "MISSING_END_STATE"];

/** Where the state leads to does not matter: there is only the one state. */
function refuseInvalid(definition: string): void {
  const errors = validateDefinition(definition, "STANDARD").filter(
    ({ severity, code }) => severity === "ERROR" && !ABOUT_OTHER_STATES.includes(code),
  );
  if (errors.length === 0) return;
  const described = errors.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${described.join(", ")}'`);
}

/** A state machine that assigns the variables, if there are any, runs the state and ends wherever it leads to. */
export function testMachine({ raw, machineLanguage }: TestedState, variables: JsonObject): JsonObject {
  const assigns = Object.keys(variables).length > 0;
  const first = { Type: "Pass", QueryLanguage: "JSONPath", Assign: variables, Next: TESTED_NAME };
  const ends = targets(raw).map((name) => [name, { Type: "Succeed", QueryLanguage: "JSONPath" }]);
  return {
    QueryLanguage: machineLanguage,
    StartAt: assigns ? FIRST_NAME : TESTED_NAME,
    States: { ...Object.fromEntries(ends), ...(assigns ? { [FIRST_NAME]: first } : {}), [TESTED_NAME]: raw },
  };
}

function targets(raw: JsonObject): string[] {
  const handlers = [raw.Catch, raw.Choices].flatMap((list) => (Array.isArray(list) ? list : []));
  const named = [
    raw.Next,
    raw.Default,
    ...handlers.map((handler) => (isJsonObject(handler) ? handler.Next : undefined)),
  ];
  return named.filter((name) => typeof name === "string");
}

/** A Map or Parallel state whose work is mocked: a Task with the same flow of data, since its children do not run. */
export function asTask(raw: JsonObject): JsonObject {
  const kept = [
    "QueryLanguage",
    "InputPath",
    "Arguments",
    "ResultSelector",
    "ResultPath",
    "OutputPath",
    "Output",
    "Assign",
    "Retry",
    "Catch",
    "Next",
    "End",
  ];
  const fields = Object.entries(raw).filter(
    ([name]) => kept.includes(name) || (name === "Parameters" && raw.Type === "Parallel"),
  );
  return { ...Object.fromEntries(fields), Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };
}
