import type { ErrorObject } from "ajv";

type Say = (parameters: Readonly<Record<string, unknown>>, schema: unknown) => string;

/** What a JSON Schema keyword asks for, in words. Keywords that are not here are told in ajv's own words. */
const sayings: Readonly<Record<string, Say>> = {
  type: ({ type }) => `type ${[type].flat().join(" or ")}`,
  required: ({ missingProperty }) => `the member "${missingProperty}"`,
  additionalProperties: () => "no such member (it is not known)",
  unevaluatedProperties: () => "no such member (it is not known)",
  enum: ({ allowedValues }) => `one of ${JSON.stringify(allowedValues)}`,
  const: ({ allowedValue }) => JSON.stringify(allowedValue),
  minimum: ({ limit }) => `a number of at least ${limit}`,
  maximum: ({ limit }) => `a number of at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `a number above ${limit}`,
  exclusiveMaximum: ({ limit }) => `a number below ${limit}`,
  multipleOf: ({ multipleOf }) => `a multiple of ${multipleOf}`,
  minLength: ({ limit }) => `at least ${limit} characters`,
  maxLength: ({ limit }) => `at most ${limit} characters`,
  minItems: ({ limit }) => `at least ${limit} items`,
  maxItems: ({ limit }) => `at most ${limit} items`,
  minProperties: ({ limit }) => `at least ${limit} members`,
  maxProperties: ({ limit }) => `at most ${limit} members`,
  uniqueItems: ({ i, j }) => `items that differ (${j} and ${i} are equal)`,
  pattern: ({ pattern }) => `text that matches ${pattern}`,
  "false schema": () => "nothing here",
  not: (_, schema) => `anything but ${JSON.stringify(schema)}`,
};

/** Puts a failed keyword into words; a `description` beside a string's constraint says it better than the keyword. */
export function describeExpectation(error: ErrorObject): string {
  const description = (error.parentSchema as { description?: unknown } | undefined)?.description;
  if (describedKeywords.has(error.keyword) && typeof description === "string") return description;
  const say = sayings[error.keyword];
  return say?.(error.params, error.schema) ?? error.message ?? error.keyword;
}

const describedKeywords = new Set(["pattern", "minLength", "maxLength", "anyOf", "oneOf", "not"]);
