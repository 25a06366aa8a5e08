import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { at, type Check, complain } from "./diagnostic.ts";
import { validateState } from "./validate-state.ts";

/** What a block shares with those around it. */
export interface BlockContext {
  /** Names of states so far: they are unique over the whole state machine. */
  readonly names: Set<string>;
  readonly outermost: boolean;
  /** Labels of Map states so far. */
  readonly labels: Set<string>;
}

/** Checks a state machine, a branch or an item processor. */
export function validateBlock(raw: JsonObject, check: Check, context: BlockContext): undefined {
  const missing = ["States", "StartAt"].filter((name) => raw[name] === undefined);
  if (missing.length > 0) return complain(check, `These fields are required: [${missing.join(", ")}]`);
  if (context.outermost) validateTop(raw, check);
  const states = raw.States;
  if (!isJsonObject(states)) return complain(check, "Expected value of type Object", "/States");
  if (Object.keys(states).length === 0) return complain(check, "Value cannot be empty", "/States");
  if (typeof raw.StartAt !== "string") return complain(check, "Expected value of type String", "/StartAt");
  for (const [name, state] of Object.entries(states)) {
    validateNamed(name, state, { check: at(check, `States/${name}`), context });
  }
  validateTransitions(raw.StartAt, states, check);
  if (Object.values(states).some(canEnd)) return;
  const location = check.location || "/";
  check.diagnostics.push({
    severity: "ERROR",
    code: "MISSING_END_STATE",
    message: "Missing End state",
    location,
  });
}

/** Whether a state may be the last one. What is wrong with a state is told of the state itself. */
function canEnd(state: Json): boolean {
  if (!isJsonObject(state)) return true;
  const { Type, Next, Choices } = state;
  return Type === "Succeed" || Type === "Fail" || (Next === undefined && Choices === undefined);
}

const LONGEST_TIMEOUT_SECONDS = 99_999_999;

function validateTop(raw: JsonObject, check: Check): undefined {
  const timeout = raw.TimeoutSeconds;
  if (timeout !== undefined && !(isWholeNumber(timeout, 1) && (timeout as number) <= LONGEST_TIMEOUT_SECONDS))
    complain(check, `Value is not in the valid range of 1 to ${LONGEST_TIMEOUT_SECONDS}`, "/TimeoutSeconds");
  if (raw.Version !== undefined && raw.Version !== "1.0")
    complain(check, "Value is not valid. Expected '1.0'", "/Version");
  const language = raw.QueryLanguage;
  if (language !== undefined && language !== "JSONPath" && language !== "JSONata") {
    complain(check, "Value is not valid. Expected 'JSONPath' or 'JSONata'", "/QueryLanguage");
  }
}

/** Whether a value is an integer that is not below `least`. */
export function isWholeNumber(value: Json, least: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}

const LONGEST_STATE_NAME = 80;

function validateNamed(
  name: string,
  state: Json,
  { check, context }: { check: Check; context: BlockContext },
): undefined {
  if (name.length > LONGEST_STATE_NAME)
    complain(check, `State name cannot be longer than ${LONGEST_STATE_NAME} characters`);
  if (context.names.has(name)) {
    const message = `Duplicate state name: ${name}`;
    check.diagnostics.push({
      severity: "ERROR",
      code: "DUPLICATE_STATE_NAME",
      message,
      location: check.location,
    });
  }
  context.names.add(name);
  if (!isJsonObject(state)) return complain(check, "Expected value of type Object");
  validateState(state, check, { ...context, outermost: false });
}

/** Every target must be a state of the same block, and every state the target of something. */
function validateTransitions(startAt: string, states: JsonObject, check: Check): undefined {
  const targets = new Set([startAt]);
  checkTarget(startAt, states, { check, below: "/StartAt" });
  for (const [name, state] of Object.entries(states)) {
    if (!isJsonObject(state)) continue;
    for (const [below, target] of transitions(state)) {
      targets.add(target);
      checkTarget(target, states, { check, below: `/States/${name}/${below}` });
    }
  }
  for (const name of Object.keys(states)) {
    if (!targets.has(name)) missTarget(check, `State "${name}" is not reachable.`, `/States/${name}`);
  }
}

function checkTarget(
  target: string,
  states: JsonObject,
  { check, below }: { check: Check; below: string },
): undefined {
  if (!Object.hasOwn(states, target)) missTarget(check, `Missing 'Next' target: ${target}`, below);
}

function missTarget(check: Check, message: string, below: string): undefined {
  const location = `${check.location}${below}`;
  check.diagnostics.push({ severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message, location });
}

function* transitions(state: JsonObject): Iterable<readonly [below: string, target: string]> {
  for (const field of ["Next", "Default"]) if (typeof state[field] === "string") yield [field, state[field]];
  for (const field of ["Choices", "Catch"]) {
    const entries = state[field];
    for (const [at, entry] of Array.isArray(entries) ? entries.entries() : []) {
      if (isJsonObject(entry) && typeof entry.Next === "string") yield [`${field}[${at}]/Next`, entry.Next];
    }
  }
}
