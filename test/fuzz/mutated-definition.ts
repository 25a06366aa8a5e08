import fc from "fast-check";
import type { Json, JsonObject } from "../../runtime/asl/json.ts";
import { json } from "../unit/runtime/asl/properties/arbitraries.ts";

/** Values that somebody may have written, by mistake or on purpose. */
const HOSTILE: readonly Json[] = [
  ...[
    "$",
    "$$",
    "$.",
    "$..*",
    "$[?(@.a==1)]",
    "$$.Task.Token",
    "$v",
    "$['",
    "States.Format('{}')",
    "States.UUID(",
  ],
  ...[
    "{% $states.input %}",
    "{% ( %}",
    "{% %}",
    "{%%}",
    "{% $f := function(){1} %}",
    "{% /a+/ %}",
    "{%",
    "%}",
  ],
  ...[
    "States.ALL",
    "JSONPath",
    "JSONata",
    "DISTRIBUTED",
    "__proto__",
    "constructor",
    "2024-02-30T00:00:00Z",
    "",
  ],
  ...[
    "Pass",
    "Task",
    "Choice",
    "Wait",
    "Succeed",
    "Fail",
    "Parallel",
    "Map",
    "EXPRESS",
    "arn:aws:states:::lambda:invoke",
  ],
  ...[-1, 0, 0.5, 1e308, 99_999_999, 2 ** 53, true, false, null],
];

const FIELDS = [
  ...[
    "Type",
    "Next",
    "End",
    "StartAt",
    "States",
    "Comment",
    "QueryLanguage",
    "InputPath",
    "OutputPath",
    "ResultPath",
  ],
  ...[
    "Parameters",
    "ResultSelector",
    "Arguments",
    "Output",
    "Assign",
    "Retry",
    "Catch",
    "Choices",
    "Default",
  ],
  ...[
    "Condition",
    "Variable",
    "And",
    "Or",
    "Not",
    "IsPresent",
    "StringEquals",
    "NumericEqualsPath",
    "Branches",
  ],
  ...[
    "ItemProcessor",
    "Iterator",
    "Items",
    "ItemsPath",
    "ItemSelector",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
  ],
  ...["MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailureCount", "Seconds", "SecondsPath", "Timestamp"],
  ...[
    "Error",
    "Cause",
    "ErrorPath",
    "Resource",
    "Credentials",
    "TimeoutSeconds",
    "HeartbeatSecondsPath",
    "Version",
  ],
  ...[
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "JitterStrategy",
    "__proto__",
    "a.$",
    "Label",
  ],
];

type Change =
  | { readonly kind: "replace" | "wrap" | "duplicate" | "remove"; readonly at: number; readonly value: Json }
  | { readonly kind: "add"; readonly at: number; readonly field: string; readonly value: Json }
  | { readonly kind: "swap"; readonly at: number; readonly with: number };

const place = fc.nat(400);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: json() },
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom("replace", "wrap", "duplicate", "remove"), at: place, value }),
  fc.record({ kind: fc.constant("add"), at: place, field: fc.constantFrom(...FIELDS), value }),
  fc.record({ kind: fc.constant("swap"), at: place, with: place }),
);

/** One of the given definitions with a few changes anywhere in it. */
export function mutatedDefinition(definitions: readonly JsonObject[]): fc.Arbitrary<Json> {
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  return fc
    .tuple(fc.nat(definitions.length - 1), changes)
    .map(([which, all]) => all.reduce<Json>(changed, definitions[which] as Json));
}

/** The ways to all parts of a value, the value's own being the empty one. */
function ways(whole: Json, way: readonly string[] = []): (readonly string[])[] {
  if (typeof whole !== "object" || whole === null) return [way];
  return [way, ...Object.entries(whole).flatMap(([name, part]) => ways(part as Json, [...way, name]))];
}

function changed(whole: Json, given: Change): Json {
  const all = ways(whole);
  const way = all[given.at % all.length] ?? [];
  if (given.kind === "swap") {
    const other = all[given.with % all.length] ?? [];
    return put(whole, way, () => partAt(whole, other));
  }
  return put(whole, way, (part) => {
    if (given.kind === "remove") return undefined;
    if (given.kind === "replace") return given.value;
    if (given.kind === "add") return added(part, given.field, given.value);
    return given.kind === "wrap" ? [part] : { one: part, other: part };
  });
}

function added(part: Json, field: string, value: Json): Json {
  if (Array.isArray(part)) return [...part, value];
  return typeof part === "object" && part !== null ? { ...part, [field]: value } : { [field]: value };
}

function partAt(whole: Json, way: readonly string[]): Json {
  return way.reduce<Json>((part, name) => (part as JsonObject)[name] as Json, whole);
}

function put(whole: Json, [name, ...rest]: readonly string[], make: (part: Json) => Json | undefined): Json {
  if (name === undefined) return make(whole) ?? null;
  const members = Object.entries(whole as JsonObject).flatMap(([key, part]) => {
    if (key !== name) return [[key, part] as const];
    const made = rest.length === 0 ? make(part) : put(part, rest, make);
    return made === undefined ? [] : [[key, made] as const];
  });
  return Array.isArray(whole) ? members.map(([, part]) => part) : Object.fromEntries(members);
}
