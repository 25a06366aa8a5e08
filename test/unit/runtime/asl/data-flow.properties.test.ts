import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type Json, type JsonObject } from "../../../../runtime/asl/json.ts";
import { pass, startMachine } from "./machine.ts";
import { json } from "./properties/arbitraries.ts";
import { holds } from "./properties/holds.ts";

const constant = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constantFrom<Json[]>(null, "text", "$.a", "States.UUID()", ""),
);

type Dynamic = readonly [path: string, expression: string, of: (input: JsonObject) => Json];

/** How a part is written in the two languages: plainly, or as something to be evaluated. */
const dynamic = fc.constantFrom<Dynamic[]>(
  ["$", "$states.input", (input) => input],
  ["$.a", "$states.input.a", (input) => input.a as Json],
  ["$['__proto__']", "$states.input.__proto__", () => ({ p: 1 })],
  ["$.list[1]", "$states.input.list[1]", (input) => (input.list as Json[])[1] as Json],
  ["States.ArrayLength($.list)", "$count($states.input.list)", () => 3],
  ["States.Format('{}!', $.text)", "$states.input.text & '!'", (input) => `${input.text}!`],
);

const names = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "x.y", "toString");

const input = fc.record({ a: json(), text: fc.string() }).map(({ a, text }) => {
  const own = JSON.parse('{"__proto__":{"p":1}}') as JsonObject;
  return { ...own, a: a ?? 0, text, list: [1, "two", { three: 3 }] } as JsonObject;
});

type Shape =
  | { readonly kind: "constant"; readonly value: Json }
  | { readonly kind: "dynamic"; readonly part: Dynamic }
  | { readonly kind: "list"; readonly items: readonly Shape[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Shape])[] };

const shape: fc.Arbitrary<Shape> = fc.letrec<{ any: Shape; object: Shape }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    constant.map((value) => ({ kind: "constant" as const, value })),
    dynamic.map((part) => ({ kind: "dynamic" as const, part })),
    fc.array(tie("any"), { maxLength: 3 }).map((items) => ({ kind: "list" as const, items })),
    tie("object"),
  ),
  object: fc
    .uniqueArray(fc.tuple(names, tie("any")), { maxLength: 3, selector: ([name]) => name })
    .map((members) => ({ kind: "object" as const, members })),
})).object;

/** What a shape becomes. */
function become(part: Shape, value: JsonObject): Json {
  if (part.kind === "constant") return part.value;
  if (part.kind === "dynamic") return part.part[2](value);
  if (part.kind === "list") return part.items.map((item) => become(item, value));
  return Object.fromEntries(part.members.map(([name, member]) => [name, become(member, value)]));
}

/** A shape as a payload template: what is evaluated is a member ending in `.$`, so that lists hold none. */
function payloadTemplate(part: Shape): Json {
  if (part.kind === "constant") return part.value;
  if (part.kind === "dynamic") return part.part[0];
  if (part.kind === "list") return part.items.map(payloadTemplate);
  return Object.fromEntries(
    part.members.map(([name, member]) => [
      member.kind === "dynamic" ? `${name}.$` : name,
      payloadTemplate(member),
    ]),
  );
}

function expressionTemplate(part: Shape): Json {
  if (part.kind === "constant") return part.value;
  if (part.kind === "dynamic") return `{% ${part.part[1]} %}`;
  if (part.kind === "list") return part.items.map(expressionTemplate);
  return Object.fromEntries(part.members.map(([name, member]) => [name, expressionTemplate(member)]));
}

/** In a list, a path is a text like others. */
function withPathsInLists(part: Shape): Shape {
  if (part.kind === "object")
    return {
      kind: "object",
      members: part.members.map(([name, member]) => [name, withPathsInLists(member)]),
    };
  if (part.kind !== "list") return part;
  const items = part.items.map((item): Shape => {
    return item.kind === "dynamic" ? { kind: "constant", value: item.part[0] } : withPathsInLists(item);
  });
  return { kind: "list", items };
}

const run = (definition: JsonObject, value: Json) => startMachine(definition, value).state;

describe("a template", () => {
  it("of JSONPath becomes what its parts become, leaf by leaf", () => {
    const cases = fc.property(shape, input, (part, value) => {
      const { output } = run(pass({ Parameters: payloadTemplate(part) }), value);
      expect(output).toEqual(become(withPathsInLists(part), value));
    });
    holds(cases, 400);
  });

  it("of JSONata becomes what its parts become, leaf by leaf", () => {
    const cases = fc.property(shape, input, (part, value) => {
      const { output } = run(
        { QueryLanguage: "JSONata", ...pass({ Output: expressionTemplate(part) }) },
        value,
      );
      expect(output).toEqual(become(part, value));
    });
    holds(cases, 400);
  });
});

describe("the fields of a state", () => {
  const path = fc.constantFrom("$", "$.a", "$.list", "$.b.c", "$.text");
  const fields = fc.record(
    {
      InputPath: fc.oneof(path, fc.constant(null)),
      Parameters: fc.constantFrom({ "p.$": "$" }, { fixed: 1 }),
      ResultSelector: fc.constantFrom({ "s.$": "$.answer" }, { "t.$": "$", also: true }),
      ResultPath: fc.constantFrom("$", "$.a", "$.new.deep", null),
      OutputPath: fc.oneof(path, fc.constant(null)),
    },
    { requiredKeys: [] },
  );
  const value = input.map((own) => ({ ...own, a: { inner: 1 }, b: { c: 2 } }) as JsonObject);
  const answer = { answer: 42 };

  it("lead from its input over the task to its output as the language says", () => {
    const cases = fc.property(fields, value, (given, own) => {
      const Resource = "arn:aws:lambda:us-east-1:000000000000:function:f";
      const definition = { StartAt: "T", States: { T: { Type: "Task", Resource, ...given, End: true } } };
      const machine = startMachine(definition as JsonObject, own);
      const task = machine.effects.find(({ type }) => type === "task");
      if (task?.type !== "task") throw new Error("nothing was called");
      expect(task.parameters).toEqual(parametersOf(given, own));
      machine.send({ type: "task-succeeded", frame: 0, eventId: task.eventId, output: answer });
      const expected = outputOf(given, own);
      if (expected === undefined)
        expect(machine.state).toMatchObject({ status: "FAILED", error: "States.Runtime" });
      else expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: expected });
    });
    holds(cases, 400);
  });

  type Fields = typeof fields extends fc.Arbitrary<infer Given> ? Given : never;

  function parametersOf({ InputPath, Parameters }: Fields, own: JsonObject): Json | undefined {
    const effective = InputPath === null ? {} : at(own, InputPath ?? "$");
    if (Parameters === undefined) return effective;
    return "fixed" in Parameters ? { fixed: 1 } : { p: effective as Json };
  }

  function outputOf({ ResultSelector, ResultPath, OutputPath }: Fields, own: JsonObject): Json | undefined {
    const selected =
      ResultSelector === undefined
        ? answer
        : "also" in ResultSelector
          ? { t: answer, also: true }
          : { s: 42 };
    const placed = place(own, selected, ResultPath);
    return OutputPath === null ? {} : at(placed, OutputPath ?? "$");
  }
});

function at(value: Json, path: string): Json | undefined {
  const names = path.split(".").slice(1);
  return names.reduce<Json | undefined>(
    (inner, name) => (isJsonObject(inner) ? inner[name] : undefined),
    value,
  );
}

function place(own: JsonObject, result: Json, path: string | null | undefined): Json {
  if (path === null) return own;
  if (path === "$.a") return { ...own, a: result };
  return path === "$.new.deep" ? { ...own, new: { deep: result } } : result;
}
