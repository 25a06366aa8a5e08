import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { loadJsonata } from "../../../../runtime/asl/jsonata/library.ts";
import { createMeter } from "../../../../runtime/asl/jsonata/meter.ts";
import { pass, runToEnd } from "./machine.ts";

const library = loadJsonata();
const INPUT = {
  orders: [
    {
      id: 1,
      items: [
        { p: 3, q: 2 },
        { p: 5, q: 1 },
      ],
    },
    { id: 2, items: [{ p: 1, q: 9 }] },
  ],
  name: "Ann",
  "a b": null,
};

const EXPRESSIONS = [
  "$sum(orders.items.(p * q))",
  "orders[id = 2].items[0].p",
  "orders.{ 'id': id, 'total': $sum(items.(p*q)) }",
  "orders{ $string(id): $count(items) }",
  "$map([1..3], function($v, $i) { $v * $i })",
  "$filter(orders.items, function($i) { $i.q > 1 })",
  "$reduce([1..5], function($a, $b) { $a + $b })",
  "$sort(orders.items, function($l, $r) { $l.p < $r.p }).p",
  "orders^(>id).id",
  "$each({'a': 1, 'b': 2}, function($v, $k) { $k & $v })",
  "$sift({'a': 1, 'b': 2}, function($v) { $v > 1 })",
  "$replace('a-b-c', /-/, function($m) { '+' })",
  "$match('abcabc', /b(c)/)",
  "$split('a, b', /, */)",
  "($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))",
  "name ~> $uppercase ~> $length",
  "orders ~> | items | { 'r': p & q }, ['q'] |",
  "$exists(none) ? 1 : 'no'",
  "$single([1,2,3], function($x) { $x = 2 })",
  "$merge([{'a':1},{'b':[2]}])",
  "**.p",
  "orders.items@$i.{ 'x': $i.p }",
  "$spread({'a':1,'b':2})",
  "'x' in ['x','y'] and true",
];

describe("the synchronous form of the library", () => {
  it.each(EXPRESSIONS)("evaluates %s as the asynchronous one does", async (source) => {
    const expected = await jsonata(source).evaluate(INPUT, {});
    const meter = createMeter(true);
    meter.begin();
    const evaluated = library(source, { sequence: 10_000, meter }).evaluate(INPUT, {});
    expect(JSON.stringify(evaluated)).toBe(JSON.stringify(expected));
  });
});

const output = (expression: string) =>
  runToEnd({ QueryLanguage: "JSONata", ...pass({ Output: expression }) }, { n: 2 });

describe("an expression of the language", () => {
  it.each([
    ["{% $states.input.n + 1 %}", 3],
    ["{% $states.context.Execution.Name %}", "run"],
    ["{% $partition([1..5], 2) %}", [[1, 2], [3, 4], [5]]],
    ["{% $range(1, 9, 4) %}", [1, 5, 9]],
    ["{% $hash('a', 'MD5') %}", "0cc175b9c0f1b6a831c399e269772661"],
    ["{% $parse('{\"a\":[1]}') %}", { a: [1] }],
    ["{% $uuid() %}", "00000000-0000-4000-8000-000000000000"],
    ["{% $random() %}", 0.5],
    ["{% $millis() %}", 1_000_000],
    ["{% $now() %}", "1970-01-01T00:16:40.000Z"],
    ["no expression {% 1 %}", "no expression {% 1 %}"],
  ])("%s gives %j", (expression, value) => {
    expect(output(expression)).toMatchObject({ status: "SUCCEEDED", output: value });
  });

  it.each([
    ["{% $nothing %}", "returned nothing (undefined)"],
    ["{% $foo() %}", "T1006"],
    ["{% $eval('1') %}", "T1006"],
    ["{% function($x) { $x } %}", "unsupported result type"],
    ["{% 1 / 0 %}", "D1001: Number out of range: Infinity"],
    ["{% [1, -1 / 0] %}", "D1001: Number out of range: -Infinity"],
    ["{% {'a': 0 / 0} %}", "D1001: Number out of range: NaN"],
    ["{% ($f := function($n) { $f($n + 1) + 1 }; $f(1)) %}", "D1011"],
  ])("%s fails with %s", (expression, text) => {
    const outcome = output(expression);
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(outcome.cause).toContain(text);
  });
});
