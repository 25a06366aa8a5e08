import { compileRule, type ValueTest } from "./pattern-rule.ts";

/** Whether an event (or any JSON document) matches. */
export type PatternMatcher = (document: unknown) => boolean;

/**
 * Compiles an event pattern, as https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html has
 * it: every field must match, any rule of a field suffices, `$or` takes alternatives. Throws an `Error` whose message
 * says what is wrong with the pattern.
 */
export function compilePattern(pattern: unknown): PatternMatcher {
  if (!isObject(pattern)) throw new Error("Event pattern is not a JSON object");
  const tests = Object.entries(pattern).map(([name, rules]) =>
    name === "$or" ? compileAlternatives(rules) : compileField(name, rules),
  );
  if (tests.length === 0) throw new Error("Event pattern must not be empty");
  return (document) => tests.every((test) => test(document));
}

function compileAlternatives(alternatives: unknown): PatternMatcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new Error("$or must be an array of at least two patterns");
  }
  const matchers = alternatives.map(compilePattern);
  return (document) => matchers.some((matches) => matches(document));
}

function compileField(name: string, rules: unknown): PatternMatcher {
  if (Array.isArray(rules)) return compileLeaf(name, rules);
  if (!isObject(rules)) throw new Error(`"${name}" must be an object or an array`);
  const matches = compilePattern(rules);
  return (document) => elementsOf(fieldOf(document, name)).some(matches);
}

function compileLeaf(name: string, rules: readonly unknown[]): PatternMatcher {
  if (rules.length === 0) throw new Error(`"${name}" must not be an empty array`);
  const tests: readonly ValueTest[] = rules.map((rule) => compileRule(name, rule));
  return (document) => {
    const values = elementsOf(fieldOf(document, name));
    return tests.some((test) => (values.length === 0 ? test(undefined) : values.some(test)));
  };
}

function fieldOf(document: unknown, name: string): unknown {
  return isObject(document) && Object.hasOwn(document, name) ? document[name] : undefined;
}

/** A field that holds an array matches when one of its elements does; an empty array is as good as absent. */
function elementsOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
