import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../../runtime/asl/json.ts";
import { validateDefinition } from "../../../../../runtime/asl/validate/validate-definition.ts";
import { pass, runToEnd } from "../machine.ts";

const definition = (expression: string) => ({
  QueryLanguage: "JSONata",
  ...pass({ Output: `{% ${expression} %}` }),
});
const evaluate = (expression: string, input: JsonObject = {}) => runToEnd(definition(expression), input);

/** Each would go on for ages, or fill the memory, if nothing ended it. */
const ENDLESS: readonly (readonly [what: string, expression: string])[] = [
  ["a function that calls itself", "($f := function($n) { $f($n + 1) + 1 }; $f(1))"],
  ["a function that calls itself last", "($f := function($n) { $f($n + 1) }; $f(1))"],
  ["nested steps over ranges", "$count([1..1000].([1..1000].([1..1000].($ = 0))))"],
  ["a range longer than a sequence may be", "$count([1..1e7])"],
  ["lists in lists", "$count($map([1..1000000], function($i) { [1..1000000] }))"],
  [
    "a list that doubles",
    "($f := function($x, $n) { $n = 0 ? $x : $f($append($x, $x), $n - 1) }; $count($f([1], 60)))",
  ],
  [
    "a text that doubles",
    "($f := function($s, $n) { $n = 0 ? $length($s) : $f($s & $s, $n - 1) }; $f('a', 60))",
  ],
  [
    "a value that holds itself twice",
    "($f := function($x, $n) { $n = 0 ? $x : $f({ 'a': $x, 'b': $x }, $n - 1) }; $f(1, 60))",
  ],
  [
    "the text of such a value",
    "$length($string($reduce([1..60], function($x, $i) { { 'a': $x, 'b': $x } })))",
  ],
  [
    "two of them compared",
    "($f := function($x, $n) { $n = 0 ? $x : $f([[$x, 1], [$x]], $n - 1) }; $f(1, 60) = $f(1, 60))",
  ],
  ["a long padding", "$length($pad('', 1e12))"],
  ["a long padding, often", "$count($map([1..1000000], function($i) { $pad('a', 1000000) }))"],
  ["functions given to functions", "$count($reduce([1..1000000], $append))"],
  [
    "an exponential regular expression",
    "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)",
  ],
  ["one with a reference back", "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^((a+)+)\\2$/)"],
  [
    "a picture that is one",
    "$toMillis($pad('', 200, '1'), '[Y][M][D][d][H][h][m][s][f][Y][M][D][d][H][h][m][s]x')",
  ],
];

describe("an expression that would not come to an end", () => {
  it.each(ENDLESS)("fails as one that cannot be evaluated: %s", (_what, expression) => {
    expect(evaluate(expression)).toMatchObject({
      status: "FAILED",
      error: "States.QueryEvaluationError",
    });
  });

  it("can be caught as any other failure", () => {
    const outcome = runToEnd({
      QueryLanguage: "JSONata",
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Arguments: "{% $pad('', 1e12) %}",
          Branches: [{ StartAt: "In", States: { In: { Type: "Succeed" } } }],
          Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Output: "caught", Next: "End" }],
          End: true,
        },
        End: { Type: "Succeed" },
      },
    });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: "caught" });
  });

  it("is refused when it is nested too deeply to be parsed anywhere", () => {
    for (const nested of [
      `${"(".repeat(5000)}1${")".repeat(5000)}`,
      "[".repeat(600) + "]".repeat(600),
      `1${" + 1".repeat(3000)}`,
    ])
      expect(validateDefinition(JSON.stringify(definition(nested)), "STANDARD")).not.toEqual([]);
  });
});

describe("an expression that is only long", () => {
  it.each([
    ["$sum([1..100000])", 5000050000],
    ["$sum($map([1..20000], function($i) { $i * 2 }))", 400020000],
    ["$length($pad('', 100000, 'ab'))", 100000],
    ["$pad('x', -5, '12')", "1212x"],
    ["$pad('x', 4, '😀é')", "x😀é😀"],
    ["$count($distinct([1..50000]))", 50000],
    [
      "$distinct([{ 'a': 1, 'b': 2 }, { 'b': 2, 'a': 1 }, '1', 1, true, 'true'])",
      [{ a: 1, b: 2 }, "1", 1, true, "true"],
    ],
    ["$count($split($pad('', 20000, 'a,'), /,/))", 10001],
    ["($f := function($n, $a) { $n = 0 ? $a : $f($n - 1, $a + 1) }; $f(10000, 0))", 10000],
  ])("%s gives %j", (expression, value) => {
    expect(evaluate(expression)).toMatchObject({ status: "SUCCEEDED", output: value });
  });
});

const REACHES = [
  "$states.constructor",
  "$states.input.constructor.constructor('return process')()",
  "$states.input.__proto__",
  "$states.input.toString",
  "$now.constructor",
  "$uuid.constructor('return process')()",
  "$lookup($states.input, 'constructor')",
  "$lookup($states.input, '__proto__')",
  "$string.implementation",
  "$sum._jsonata_function",
  "'text'.constructor",
  "[1].constructor",
  "function($x) { $x }.environment",
  "($f := function($x) { $x }; $f.environment.base)",
  "$eval('1')",
  "$process",
  "$require('fs')",
  "$globalThis",
  "$import('fs')",
];

const POLLUTES = [
  "{ '__proto__': { 'polluted': true } }",
  "$merge([{ '__proto__': { 'polluted': true } }, { 'a': 1 }])",
  "$states.input ~> | $ | { '__proto__': { 'polluted': true } } |",
  "$states.input.__proto__ ~> | $ | { 'polluted': true } |",
  "$states.input ~> | constructor | { 'polluted': true } |",
  "($__proto__ := { 'polluted': true }; 1)",
  "($constructor := 1; $toString := 2; 1)",
  "$sift({ '__proto__': { 'polluted': true } }, function($v) { true })",
  "$spread({ '__proto__': { 'polluted': true } })",
  "[{ 'k': '__proto__', 'v': { 'polluted': true } }]{ k: v }",
  "$each({ '__proto__': 1 }, function($v, $k) { { $k: { 'polluted': true } } })",
  '$parse(\'{"__proto__":{"polluted":true}}\')',
  "$zip([1], [{ '__proto__': { 'polluted': true } }])",
];

describe("an expression and its host", () => {
  const input = { a: 1, nested: { b: [1, { c: 2 }] } };

  it.each(REACHES)("have no way from %s", (expression) => {
    expect(evaluate(expression, input)).toMatchObject({
      status: "FAILED",
      error: "States.QueryEvaluationError",
    });
  });

  it.each(POLLUTES)("share no prototype that %s could change", (expression) => {
    evaluate(expression, JSON.parse('{"a":{},"__proto__":{"polluted":true},"nested":{"constructor":{}}}'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(([] as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("take a member called __proto__ for one like others", () => {
    const given = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
    const outcome = evaluate("{ 'own': $states.input.__proto__.x, 'c': $states.input.constructor }", given);
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: { own: 1, c: 2 } });
    expect(JSON.stringify(evaluate("{ '__proto__': { 'y': 1 } }").output)).toBe('{"__proto__":{"y":1}}');
  });

  it("take an input that looks like a function of the library for data", () => {
    for (const disguised of [
      { _jsonata_lambda: true, body: { type: "variable", value: "x" }, arguments: [] },
      { _jsonata_function: true, implementation: "x" },
    ]) {
      const outcome = evaluate("$states.input.f()", { f: disguised });
      expect(outcome).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    }
  });
});
