import type { StateType } from "../definition.ts";

/** What a field of a state may hold. */
export type FieldRule =
  | "any"
  | "text"
  | "flag"
  | "path"
  | "pathOrNull"
  | "referencePathOrNull"
  | "template"
  | "assignment"
  | "object"
  | "list"
  | "wholeNumber"
  | "positiveNumber"
  | "timestamp"
  | "number";

/** The rules of fields by their names. */
export interface FieldTable {
  readonly [field: string]: FieldRule;
}

/** Fields of every state, whatever its language. */
const COMMON: FieldTable = { Type: "text", Comment: "any", QueryLanguage: "text" };
const TRANSITION: FieldTable = { Next: "text", End: "flag" };
const ERRORS: FieldTable = { Retry: "list", Catch: "list" };

/** Fields by type of state that both languages have. */
const SHARED: Readonly<Record<StateType, FieldTable>> = {
  Pass: { ...TRANSITION, Assign: "assignment" },
  Succeed: {},
  Fail: { Error: "text", Cause: "text" },
  Wait: { ...TRANSITION, Seconds: "wholeNumber", Timestamp: "timestamp", Assign: "assignment" },
  Choice: { Choices: "list", Default: "text", Assign: "assignment" },
  Task: {
    ...TRANSITION,
    ...ERRORS,
    Resource: "text",
    TimeoutSeconds: "positiveNumber",
    HeartbeatSeconds: "positiveNumber",
    Credentials: "object",
    Assign: "assignment",
  },
  Parallel: { ...TRANSITION, ...ERRORS, Branches: "list", Assign: "assignment" },
  Map: {
    ...TRANSITION,
    ...ERRORS,
    ItemProcessor: "object",
    Iterator: "object",
    ItemReader: "object",
    ItemSelector: "template",
    ItemBatcher: "object",
    ResultWriter: "object",
    Label: "text",
    MaxConcurrency: "wholeNumber",
    ToleratedFailureCount: "wholeNumber",
    ToleratedFailurePercentage: "number",
    Assign: "assignment",
  },
};

const PATHS: FieldTable = { InputPath: "pathOrNull", OutputPath: "pathOrNull" };
const RESULT: FieldTable = { ResultPath: "referencePathOrNull" };
const WORK: FieldTable = { ...PATHS, ...RESULT, Parameters: "template", ResultSelector: "template" };

/** Fields that only the JSONPath mode has. */
const JSONPATH: Readonly<Record<StateType, FieldTable>> = {
  Pass: { ...PATHS, ...RESULT, Parameters: "template", Result: "any" },
  Succeed: PATHS,
  Fail: { ErrorPath: "path", CausePath: "path" },
  Wait: { ...PATHS, SecondsPath: "path", TimestampPath: "path" },
  Choice: PATHS,
  Task: { ...WORK, TimeoutSecondsPath: "path", HeartbeatSecondsPath: "path" },
  Parallel: WORK,
  Map: {
    ...WORK,
    ItemsPath: "path",
    MaxConcurrencyPath: "path",
    ToleratedFailureCountPath: "path",
    ToleratedFailurePercentagePath: "path",
  },
};

/** Fields that only the JSONata mode has. */
const JSONATA: Readonly<Record<StateType, FieldTable>> = {
  Pass: { Output: "template" },
  Succeed: { Output: "template" },
  Fail: {},
  Wait: { Output: "template" },
  Choice: { Output: "template" },
  Task: { Arguments: "template", Output: "template" },
  Parallel: { Arguments: "template", Output: "template" },
  Map: { Items: "template", Output: "template" },
};

function merged(own: Readonly<Record<StateType, FieldTable>>): Readonly<Record<StateType, FieldTable>> {
  const types = Object.keys(SHARED) as StateType[];
  return Object.fromEntries(
    types.map((type) => [type, { ...COMMON, ...SHARED[type], ...own[type] }]),
  ) as Record<StateType, FieldTable>;
}

/** The fields that a state may have, by language and type. */
export const STATE_FIELDS = { JSONPath: merged(JSONPATH), JSONata: merged(JSONATA) } as const;

/** Fields that a type of state must have. A list in the list means: one of them. */
export const REQUIRED_FIELDS: Readonly<Record<StateType, readonly (readonly string[])[]>> = {
  Pass: [],
  Succeed: [],
  Fail: [],
  Wait: [["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]],
  Choice: [["Choices"]],
  Task: [["Resource"]],
  Parallel: [["Branches"]],
  Map: [["ItemProcessor", "Iterator"]],
};

/** Of each of these groups a state has at most one. */
export const EXCLUSIVE_FIELDS: readonly (readonly string[])[] = [
  ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  ["TimeoutSeconds", "TimeoutSecondsPath"],
  ["HeartbeatSeconds", "HeartbeatSecondsPath"],
  ["Error", "ErrorPath"],
  ["Cause", "CausePath"],
  ["MaxConcurrency", "MaxConcurrencyPath"],
  ["ToleratedFailureCount", "ToleratedFailureCountPath"],
  ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
  ["ItemProcessor", "Iterator"],
  ["Next", "End"],
];
