import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../runtime/asl/json.ts";
import { validateDefinition } from "../../../../runtime/asl/validate/validate-definition.ts";
import { startMachine } from "./machine.ts";

const state = (fields: object) => JSON.stringify({ StartAt: "S", States: { S: { End: true, ...fields } } });
const task = (fields: object) =>
  state({ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", ...fields });
const distributed = (name: string) => ({
  Type: "Map",
  Label: "L",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: name,
    States: { [name]: { Type: "Succeed" } },
  },
});
const map = (fields: object) => state({ ...distributed("I"), ...fields });
const reader = (ReaderConfig: object) => ({ Resource: "arn:aws:states:::s3:getObject", ReaderConfig });
const errors = (text: string, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
  validateDefinition(text, type).map(({ message, location }) => `${location}: ${message}`);

describe("a definition that may not mean what it says", () => {
  it.each([
    [{ Type: "Pass", Parameters: { a: "$.b" } }, "NO_DOLLAR", "/States/S/Parameters/a"],
    [{ Type: "Pass", Parameters: { a: { b: "States.UUID()" } } }, "NO_DOLLAR", "/States/S/Parameters/a/b"],
    [{ Type: "Fail", Error: "$.error", End: undefined }, "NO_PATH", "/States/S/Error"],
    [{ Type: "Pass", Result: { "a.$": "$.b" } }, "PASS_RESULT_IS_STATIC", "/States/S/Result"],
  ])("is warned of: %j", (fields, code, location) => {
    const found = validateDefinition(state(fields), "STANDARD");
    expect(found).toEqual([expect.objectContaining({ severity: "WARNING", code, location })]);
  });
});

describe("members of $states that not all fields can read", () => {
  const jsonata = (fields: object) => task({ QueryLanguage: "JSONata", Arguments: {}, ...fields });
  const catching = (fields: object) => jsonata({ Catch: [{ ErrorEquals: ["E"], Next: "S", ...fields }] });

  it.each([
    jsonata({ Assign: { a: "{% $states.result.b[0] %}" }, Output: { a: ["{% $count($states.result) %}"] } }),
    catching({ Assign: { a: "{% $states.errorOutput.Error %}" }, Output: "{% $states.errorOutput %}" }),
    state({ Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.states.result %}" }),
  ])("are accepted where they are there: %s", (text) => {
    expect(errors(text)).toEqual([]);
  });

  it.each([
    [jsonata({ Arguments: { a: "{% 1 + $states.result.b %}" } }), "Arguments/a", "result"],
    [jsonata({ Output: "{% $states.errorOutput.Cause %}" }), "Output", "errorOutput"],
    [catching({ Output: "{% $states.result %}" }), "Catch[0]/Output", "result"],
    [state({ Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.result %}" }), "Output", "result"],
  ])("are refused elsewhere: %s", (text, field, member) => {
    const message = `The reserved variable '$states.${member}' is not accessible in this field`;
    expect(errors(text)).toEqual([`/States/S/${field}: ${message}`]);
  });
});

describe("a definition", () => {
  it("of the release is valid", () => {
    expect(errors(readFileSync("statemachine/release.asl.json", "utf8"))).toEqual([]);
  });

  it.each([
    ["{", /INVALID|JSON/],
    ["[]", /must be a valid JSON object/],
    ["{}", /\[States, StartAt\]/],
    [state({ Type: "Nope" }), /\/States\/S\/Type/],
    [state({ Type: "Pass", Foo: 1 }), /Field 'Foo' is not supported/],
    [state({ Type: "Pass", Next: "S" }), /\[Next, End\] cannot be used together/],
    [state({ Type: "Pass", InputPath: "no" }), /not a valid JSONPath/],
    [
      state({ Type: "Pass", Parameters: { "a.$": "States.Nope" } }),
      /must be a valid JSONPath or a valid intrinsic/,
    ],
    [state({ Type: "Pass", QueryLanguage: "JSONata", Output: "{% ( %}" }), /Invalid JSONata/],
    [state({ Type: "Pass", Parameters: { "a.$": "States.Nope(1)" } }), /valid intrinsic function call/],
    [state({ Type: "Pass", Parameters: { "a.$": "States.toString()" } }), /valid intrinsic function call/],
    [state({ Type: "Pass", Assign: { states: 1 } }), /Assign\/states: .*reserved/],
    [state({ Type: "Pass", Assign: { "states.$": "$" } }), /Assign\/states\.\$: .*reserved/],
    [state({ Type: "Pass", Assign: { "1st": 1 } }), /'1st' is not a valid variable name/],
    [state({ Type: "Pass", Assign: { ["v".repeat(81)]: 1 } }), /longer than 80 characters/],
    [
      JSON.stringify({
        StartAt: "A",
        States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } },
      }),
      /^\/: Missing End state$/,
    ],
    [
      JSON.stringify({
        StartAt: "A",
        States: { A: { ...distributed("I"), Next: "B" }, B: { ...distributed("J"), End: true } },
      }),
      /\/States\/B\/Label: Duplicate label name: L/,
    ],
    [
      map({ ItemReader: { Resource: "arn:aws:states:::s3:deleteObject" } }),
      /s3:deleteObject is not recognized/,
    ],
    [map({ ItemReader: { Parameters: {} } }), /ItemReader: These fields are required: \[Resource\]/],
    [
      map({ ItemReader: reader({ InputType: "XML" }) }),
      /InputType: .*\[CSV, JSON, JSONL, PARQUET, MANIFEST\]/,
    ],
    [map({ ItemReader: reader({ CSVDelimiter: ";" }) }), /CSVDelimiter: .*COMMA, PIPE/],
    [map({ ItemReader: reader({ MaxItems: -1 }) }), /MaxItems: .*not negative/],
    [map({ ItemBatcher: { BatchInput: {} } }), /ItemBatcher: These fields are required: \[MaxItemsPerBatch/],
    [map({ ResultWriter: { WriterConfig: { OutputType: "XML" } } }), /OutputType: .*\[JSON, JSONL\]/],
    [map({ ResultWriter: {} }), /ResultWriter: These fields are required: \[Resource, WriterConfig\]/],
    [state({ Type: "Task", Resource: "arn" }), /not a valid resource ARN/],
    [
      state({ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Retry: [{ ErrorEquals: [] }] }),
      /at least one error name/,
    ],
    [
      state({
        Type: "Choice",
        Choices: [{ Variable: "States.UUID()", IsNull: true, Next: "S" }],
        Default: "S",
      }),
      /not a valid JSONPath/,
    ],
    [
      state({
        Type: "Map",
        ItemProcessor: { StartAt: "X", States: { X: { Type: "Succeed" } } },
        ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { "Bucket.$": "Map" } },
      }),
      /must be a valid JSONPath or a valid intrinsic/,
    ],
    [state({ Type: "Wait" }), /\[Seconds, Timestamp, SecondsPath, TimestampPath\]/],
    [
      state({ Type: "Map", ItemProcessor: { StartAt: "X", States: { Y: { Type: "Succeed" } } } }),
      /Missing 'Next' target: X/,
    ],
    [
      JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" }, B: { Type: "Succeed" } } }),
      /"B" is not reachable/,
    ],
    [task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }), /smaller than that of TimeoutSeconds/],
    [task({ Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 100_000_000 }] }), /range of 1 to 99999999/],
    [task({ Retry: [{ ErrorEquals: ["E"], MaxDelaySeconds: 31_622_401 }] }), /range of 1 to 31622400/],
    [
      task({ Retry: [{ ErrorEquals: ["E"], Delay: 1 }] }),
      /Retry\[0\]\/Delay: Field 'Delay' is not supported/,
    ],
    [task({ Catch: [{ ErrorEquals: ["E"], Next: "S", Output: 1 }] }), /Field 'Output' is not supported/],
    [
      task({ QueryLanguage: "JSONata", Catch: [{ ErrorEquals: ["E"], Next: "S", ResultPath: "$" }] }),
      /Field 'ResultPath' is not supported/,
    ],
    [
      JSON.stringify({
        QueryLanguage: "JSONata",
        StartAt: "C",
        States: {
          C: { Type: "Choice", Choices: [{ Variable: "$.a", Condition: "{% true %}", Next: "S" }] },
          S: { Type: "Succeed" },
        },
      }),
      /Field 'Variable' is not supported/,
    ],
    [
      JSON.stringify({ StartAt: "S", TimeoutSeconds: 100_000_000, States: { S: { Type: "Succeed" } } }),
      /range of 1 to 99999999/,
    ],
  ])("%s is refused", (text, message) => {
    expect(errors(text).join("\n")).toMatch(message);
  });

  it("that was found valid runs, whatever it is", () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.constantFrom("$", "$.a", "$$", "{% $states.input %}", "A", "B", "States.UUID()", "x"),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("any"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom("a", "b.$", "RoleArn"), tie("any"), { maxKeys: 2 }),
      ),
    })).any;
    const fields = fc.dictionary(
      fc.constantFrom(
        "InputPath",
        "OutputPath",
        "ResultPath",
        "Parameters",
        "Result",
        "Assign",
        "Output",
        "Seconds",
        "SecondsPath",
        "Items",
        "ItemsPath",
        "Error",
        "Cause",
        "ErrorPath",
        "QueryLanguage",
        "Default",
        "Retry",
        "Catch",
        "Comment",
      ),
      value,
      { maxKeys: 3 },
    );
    const type = fc.constantFrom("Pass", "Succeed", "Fail", "Wait", "Choice", "Map", "Parallel", "Task");
    fc.assert(
      fc.property(type, fields, fc.boolean(), value, (Type, extra, jsonata, input) => {
        const needed = NEEDED[Type] ?? {};
        const first = { Type, ...needed, ...extra };
        const definition = {
          StartAt: "A",
          States: { A: first, B: { Type: "Succeed" } },
          ...(jsonata ? { QueryLanguage: "JSONata" } : {}),
        };
        if (
          validateDefinition(JSON.stringify(definition), "STANDARD").some(
            ({ message }) => !message.endsWith("is not reachable."),
          )
        )
          return;
        startMachine(definition as unknown as JsonObject, input as JsonObject);
      }),
      { numRuns: 2000 },
    );
  });
});

const inner = { StartAt: "I", States: { I: { Type: "Succeed" } } };
const NEEDED: Readonly<Record<string, object>> = {
  Pass: { Next: "B" },
  Wait: { Next: "B", Seconds: 0 },
  Choice: { Choices: [{ Variable: "$.a", IsPresent: true, Next: "B" }], Default: "B" },
  Map: { Next: "B", ItemProcessor: inner },
  Parallel: { Next: "B", Branches: [inner] },
  Task: { Next: "B", Resource: "arn:aws:states:::lambda:invoke" },
};
