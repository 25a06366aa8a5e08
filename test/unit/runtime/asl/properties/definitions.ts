import fc from "fast-check";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";

/** A state without its name and without where it goes. */
type Body = JsonObject;

const ERRORS = ["States.ALL", "States.TaskFailed", "Busy", "States.Timeout", "States.QueryEvaluationError"];

const scalar = fc.constantFrom<Json[]>(
  0,
  1,
  2,
  "x",
  "{}",
  true,
  null,
  [],
  [1, [2]],
  { a: 1 },
  { list: [1, 2, 3] },
);
const path = fc.constantFrom(
  "$",
  "$.a",
  "$.list",
  "$.list[0]",
  "$..a",
  "$$.State.Name",
  "$.none",
  "$.list[?(@ > 1)]",
);
const call = fc.constantFrom(
  "States.UUID()",
  "States.Array($, 1)",
  "States.Format('{}-{}', $.a, 2)",
  "States.JsonToString($)",
  "States.ArrayRange(1, 4, 1)",
  "States.MathAdd(1, 2)",
  "States.ArrayGetItem($.list, 9)",
);
const expression = fc.constantFrom(
  "{% $states.input %}",
  "{% $states.input.a + 1 %}",
  "{% $states.input.list %}",
  "{% { 'a': $count($states.input), 'list': [1..3] } %}",
  "{% $map([1..3], function($i) { $i * 2 }) %}",
  "{% $states.context.State.Name %}",
  "{% $v %}",
  "{% $undefined %}",
  "{% $uuid() & 'x' %}",
);

const template = fc.dictionary(fc.constantFrom("a", "list", "b"), scalar, { maxKeys: 2 });
const pathTemplate = fc
  .tuple(template, fc.constantFrom("a.$", "list.$"), fc.oneof(path, call))
  .map(([constant, name, value]) => ({ ...constant, [name]: value }));

/** Fields of the data flow, of which a state gets some. */
const pathFields = fc.record(
  {
    InputPath: fc.constantFrom("$", "$.a", null),
    OutputPath: fc.constantFrom("$", "$.a", null),
    Assign: fc.constantFrom<Json[]>({ v: 1 }, { "v.$": "$" }, { "w.$": "$v" }),
  },
  { requiredKeys: [] },
);
const workFields = fc.record(
  {
    Parameters: pathTemplate,
    ResultPath: fc.constantFrom("$", "$.a", "$.b.c", null),
  },
  { requiredKeys: [] },
);
const jsonataFields = fc.record(
  {
    Output: fc.oneof(expression, scalar),
    Assign: fc.constantFrom<Json[]>({ v: 1 }, { v: "{% $states.input %}" }, { w: "{% $v %}" }),
  },
  { requiredKeys: [] },
);

const retry = fc.record({
  ErrorEquals: fc.constantFrom(...ERRORS).map((name) => [name]),
  IntervalSeconds: fc.integer({ min: 1, max: 5 }),
  MaxAttempts: fc.integer({ min: 0, max: 2 }),
});
const errors = fc.constantFrom(...ERRORS).map((name) => ({ ErrorEquals: [name], Next: "$end" }));
const handlers = fc.record(
  { Retry: fc.array(retry, { maxLength: 1 }), Catch: fc.array(errors, { maxLength: 1 }) },
  { requiredKeys: [] },
);

const merge = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Body);
const fixed = (fields: object) => fc.constant(fields);

function pathBodies(): fc.Arbitrary<Body> {
  const rule = fc.record({
    Variable: path,
    IsPresent: fc.boolean(),
    Next: fc.constant("$later"),
  });
  return fc.oneof(
    merge(
      fixed({ Type: "Pass" }),
      pathFields,
      workFields,
      fc.record({ Result: scalar }, { requiredKeys: [] }),
    ),
    merge(
      fixed({ Type: "Wait" }),
      pathFields,
      fc.constantFrom({ Seconds: 1 }, { Seconds: 0 }, { SecondsPath: "$.a" }),
    ),
    merge(
      fixed({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke" }),
      pathFields,
      workFields,
      handlers,
    ),
    merge(
      fixed({ Type: "Choice", Default: "$later" }),
      fc.record({ Choices: fc.array(rule, { minLength: 1, maxLength: 2 }) }),
    ),
    merge(fixed({ Type: "Fail", Error: "Broken", Cause: "on purpose" })),
  );
}

function jsonataBodies(): fc.Arbitrary<Body> {
  const condition = fc.constantFrom<Json[]>(
    "{% $states.input.a = 1 %}",
    "{% $exists($v) %}",
    true,
    "{% 1 %}",
  );
  const rule = fc.record({ Condition: condition, Next: fc.constant("$later") });
  return fc.oneof(
    merge(fixed({ Type: "Pass" }), jsonataFields),
    merge(
      fixed({ Type: "Wait" }),
      jsonataFields,
      fc.constantFrom({ Seconds: 1 }, { Seconds: "{% $states.input.a %}" }),
    ),
    merge(
      fixed({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke" }),
      fc.record({ Arguments: fc.oneof(expression, scalar) }),
      jsonataFields,
      handlers,
    ),
    merge(
      fixed({ Type: "Choice", Default: "$later" }),
      fc.record({ Choices: fc.array(rule, { minLength: 1, maxLength: 2 }) }),
    ),
    merge(fixed({ Type: "Fail", Error: "{% 'Broken' %}", Cause: "on purpose" })),
  );
}

interface Blocks {
  readonly bodies: fc.Arbitrary<Body>;
  readonly forkFields: fc.Arbitrary<object>;
  readonly items: fc.Arbitrary<object>;
}

/** A block of states: each goes to a later one, so that it comes to an end; forks hold blocks in turn. */
function block({ bodies, forkFields, items }: Blocks, depth: number): fc.Arbitrary<JsonObject> {
  const inner = depth === 0 ? undefined : block({ bodies, forkFields, items }, depth - 1);
  const forks =
    inner === undefined
      ? []
      : [
          merge(
            fixed({ Type: "Parallel" }),
            forkFields,
            handlers,
            fc.record({ Branches: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
          ),
          merge(fixed({ Type: "Map" }), forkFields, handlers, items, fc.record({ ItemProcessor: inner })),
        ];
  return fc.array(fc.oneof(bodies, bodies, ...forks), { minLength: 1, maxLength: 4 }).map(unnamed);
}

/** Names are given in the end, when all states are known: they must differ over the whole definition. */
function unnamed(bodies: readonly Body[]): JsonObject {
  return { bodies };
}

function named(raw: JsonObject, next: () => string): JsonObject {
  const bodies = raw.bodies as readonly Body[];
  const names = [...bodies.map(next), next()];
  const last = names.at(-1) as string;
  const states = bodies.map((body, at) => [
    names[at] as string,
    placed(body, { next, later: names[at + 1] as string, last }),
  ]);
  return {
    StartAt: names[0] as string,
    States: Object.fromEntries([...states, [last, { Type: "Succeed" }]]),
  };
}

interface Place {
  readonly next: () => string;
  readonly later: string;
  readonly last: string;
}

const TURNS_ELSEWHERE = new Set<Json | undefined>(["Choice", "Fail"]);

/** Puts names for `$later` and `$end`, and in the blocks of forks. */
function placed(body: Body, { next, later, last }: Place): JsonObject {
  const target = (value: Json) => (value === "$later" ? later : value === "$end" ? last : value);
  const aimed = (list: Json) =>
    (list as JsonObject[]).map((entry) => ({ ...entry, Next: target(entry.Next as Json) }));
  return {
    ...body,
    ...(TURNS_ELSEWHERE.has(body.Type) ? {} : { Next: later }),
    ...(body.Default === undefined ? {} : { Default: later }),
    ...(body.Choices === undefined ? {} : { Choices: aimed(body.Choices) }),
    ...(body.Catch === undefined ? {} : { Catch: aimed(body.Catch) }),
    ...(body.Branches === undefined
      ? {}
      : { Branches: (body.Branches as JsonObject[]).map((inner) => named(inner, next)) }),
    ...(body.ItemProcessor === undefined
      ? {}
      : { ItemProcessor: named(body.ItemProcessor as JsonObject, next) }),
  };
}

function whole(raw: JsonObject): JsonObject {
  let states = 0;
  return named(raw, () => `S${++states}`);
}

const pathItems = fc.record(
  {
    ItemsPath: fc.constantFrom("$.list", "$.none", "$"),
    MaxConcurrency: fc.nat(3),
    ItemSelector: fc.constantFrom({ "a.$": "$$.Map.Item.Value" }, { "i.$": "$$.Map.Item.Index" }),
  },
  { requiredKeys: ["ItemsPath"] },
);
const jsonataItems = fc.record(
  {
    Items: fc.constantFrom<Json[]>("{% [1..4] %}", "{% $states.input.list %}", [{ a: 1 }, 2], "{% 1 %}"),
    MaxConcurrency: fc.nat(3),
    ItemSelector: fc.constantFrom<Json[]>({ a: "{% $states.context.Map.Item.Value %}" }, "{% $v %}"),
  },
  { requiredKeys: ["Items"] },
);

const jsonpathBlocks: Blocks = { bodies: pathBodies(), forkFields: pathFields, items: pathItems };
const jsonataBlocks: Blocks = { bodies: jsonataBodies(), forkFields: jsonataFields, items: jsonataItems };

/** Definitions that are valid and come to an end, in one query language or the other. */
export const definition: fc.Arbitrary<JsonObject> = fc.oneof(
  block(jsonpathBlocks, 2).map(whole),
  block(jsonataBlocks, 2).map((raw) => ({ QueryLanguage: "JSONata", ...whole(raw) })),
);

export const input: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  {},
  { a: 1, list: [1, 2, 3] },
  { a: { b: 2 }, list: [{ a: 1 }, { a: 2 }] },
  { list: [] },
  [1, 2],
  "text",
);
