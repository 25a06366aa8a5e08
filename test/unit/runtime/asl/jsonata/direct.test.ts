import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";
import { evaluateExpression, parseExpression } from "../../../../../runtime/asl/jsonata/expression.ts";
import type { Scope } from "../../../../../runtime/asl/scope.ts";

const VALUES: JsonObject = {
  number: 7,
  zero: 0,
  text: "b",
  none: null,
  yes: true,
  list: [1, { number: 2 }],
  one: [[3]],
  empty: [],
  inner: { number: 3, inner: { text: "deep", list: [{ number: 4 }, { number: 5 }] } },
};

const scope: Scope = {
  input: VALUES,
  variables: VALUES as Record<string, Json>,
  result: [VALUES],
  errorOutput: undefined,
  context: () => ({ State: { Name: "Here" } }),
  facts: {
    nowMs: 0,
    random: () => 0.5,
    uuid: () => "uuid",
    taskToken: () => "token",
    activityExists: () => true,
  },
};

const name = fc.constantFrom(...Object.keys(VALUES), "missing", "count", "State", "Name");
const root = fc.constantFrom(
  "$states.input",
  "$states.result",
  "$states.context",
  "$states.errorOutput",
  "$states",
);
const member = fc
  .tuple(root, fc.array(name, { maxLength: 3 }))
  .map(([first, names]) => [first, ...names].join("."));
const variable = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `$${names.join(".")}`);
const literal = fc.constantFrom("1", "-2.5", "0", '"b"', '"x"', "true", "false", "null");
const operator = fc.constantFrom("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "=", "!=", "and", "or", "&");
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(member, variable, literal),
    fc.tuple(tie("expression"), operator, tie("expression")).map((parts) => parts.join(" ")),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
  ),
}));

describe("compileDirect", () => {
  it("comes to what the library comes to, or leaves the expression to it", () => {
    fc.assert(
      fc.property(expression, (source) => {
        const parsed = parseExpression(source);
        const direct = parsed.direct?.(scope);
        if (direct === undefined) return;
        expect(direct).toEqual(evaluateExpression({ ...parsed, direct: undefined }, scope, "Output"));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["$states.input.number + 1", 8],
    ["$inner.inner.text", "deep"],
    ['$text = "b" and $number > 3 ? $states.context.State.Name : "no"', "Here"],
    ["$states.result", [VALUES]],
    ["$none", null],
  ])("evaluates %s by itself", (source, value) => {
    expect(parseExpression(source).direct?.(scope)).toEqual(value);
  });

  it.each([
    "$states.result.number",
    "$list.number",
    "$missing",
    "$sum",
    "$states",
    "$number / $zero",
    '$number = "7" + 1',
    "$toString",
    "$list[0]",
    "$count($list)",
    "$list = $list",
  ])("leaves %s to the library", (source) => {
    expect(parseExpression(source).direct?.(scope)).toBeUndefined();
  });
});
