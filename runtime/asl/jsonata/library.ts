import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";

/** A parsed expression of the JSONata library, evaluated to its value at once. */
export interface JsonataExpression {
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): unknown;
  ast(): unknown;
}

interface JsonataOptions {
  readonly timeout: number;
  readonly stack: number;
  readonly sequence: number;
}

export type JsonataLibrary = (expression: string, options: JsonataOptions) => JsonataExpression;

/**
 * The `jsonata` package as it is, but synchronous: its evaluator is written with `async` and `await` throughout
 * for the sake of asynchronous extension functions, of which the language has none. The words are taken out of
 * its source when it is loaded, so that a decision stays one synchronous step (and evaluates several times
 * faster). A test compares both forms over the language's constructs.
 */
export function loadJsonata(): JsonataLibrary {
  const require = createRequire(import.meta.url);
  const source = readFileSync(require.resolve("jsonata/jsonata.js"), "utf8");
  const module = { exports: {} as JsonataLibrary };
  compileFunction(withoutAsync(source), ["module", "exports"], { filename: "jsonata-synchronous.js" })(
    module,
    module.exports,
  );
  return module.exports;
}

function withoutAsync(source: string): string {
  return source
    .replaceAll(/\basync (?=function\b|\()/g, "")
    .replaceAll(/\bawait /g, "")
    .replaceAll("Promise.all(", "(");
}
