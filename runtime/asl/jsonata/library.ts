import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type { Meter } from "./meter.ts";

/** A parsed expression of the JSONata library, evaluated to its value at once. */
export interface JsonataExpression {
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): unknown;
  ast(): unknown;
  registerFunction(name: string, implementation: unknown, signature: string): void;
}

interface JsonataOptions {
  /** Most items of a sequence. */
  readonly sequence: number;
  readonly meter: Meter;
}

export type JsonataLibrary = (expression: string, options: JsonataOptions) => JsonataExpression;

/**
 * The `jsonata` package as it is, but synchronous, and metered: its evaluator is written with `async` and `await`
 * throughout for the sake of asynchronous extension functions, of which the language has none. The words are taken
 * out of its source when it is loaded, so that a decision stays one synchronous step (and evaluates several times
 * faster), and its guardrails are replaced by a meter, which sees calls from function to function too.
 * A test compares both forms over the language's constructs.
 */
export function loadJsonata(): JsonataLibrary {
  const require = createRequire(import.meta.url);
  const source = readFileSync(require.resolve("jsonata/jsonata.js"), "utf8");
  const module = { exports: {} as JsonataLibrary };
  compileFunction(withMeter(withoutAsync(source)), ["module", "exports"], {
    filename: "jsonata-synchronous.js",
  })(module, module.exports);
  return module.exports;
}

function withoutAsync(source: string): string {
  return source
    .replaceAll(/\basync (?=function\b|\()/g, "")
    .replaceAll(/\bawait /g, "")
    .replaceAll("Promise.all(", "(");
}

/** Places of the library's source, and what they become. */
const METERED: readonly (readonly [place: string, metered: string])[] = [
  [
    "environment.base.guardrails();",
    "var meter = environment.base.options.meter; meter.enter(environment.base.depth);",
  ],
  ["var entryCallback = environment.lookup(Symbol.for('jsonata.__evaluate_entry'));", "var entryCallback;"],
  [
    "var exitCallback = environment.lookup(Symbol.for('jsonata.__evaluate_exit'));",
    "var exitCallback = meter.leave;",
  ],
  [
    "result = proc.implementation.apply(focus, validatedArgs);",
    "focus.options.meter.call(); result = proc.implementation.apply(focus, validatedArgs); focus.options.meter.made(result);",
  ],
  [
    "result = proc.apply(input, validatedArgs);",
    "environment.base.options.meter.call(); result = proc.apply(input, validatedArgs); environment.base.options.meter.made(result);",
  ],
];

function withMeter(source: string): string {
  return METERED.reduce((text, [place, metered]) => {
    if (text.split(place).length !== 2) throw new Error(`the jsonata package has changed: ${place}`);
    return text.replace(place, () => metered);
  }, source);
}
