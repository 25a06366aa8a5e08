import { readFileSync } from "node:fs";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as errors from "../../../core/errors.ts";

const root = new URL("../../..", import.meta.url).pathname;

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
}

interface State {
  readonly Comment?: string;
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: {
    readonly FunctionName?: string;
    readonly Payload?: string;
    readonly Message?: string;
  };
  readonly HeartbeatSeconds?: number;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Catcher[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const text = readFileSync(`${root}statemachine/release.asl.json`, "utf8");
const definition = JSON.parse(text) as Definition;
const states = Object.entries(definition.States);
const stateMachine = parse(readFileSync(`${root}infra/resources/state-machine.yml`, "utf8")).Resources
  .ReleaseStateMachine.Properties as { readonly DefinitionSubstitutions: Readonly<Record<string, object>> };
const functions = parse(readFileSync(`${root}infra/functions.yml`, "utf8")) as Readonly<
  Record<string, { name: string }>
>;

describe("release.asl.json", () => {
  it("says in a comment what each state is for", () => {
    expect(states.filter(([, { Comment }]) => !Comment).map(([name]) => name)).toEqual([]);
  });

  it("names only substitutions that the template makes, and every one of them", () => {
    const named = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(Object.keys(stateMachine.DefinitionSubstitutions).sort());
  });

  it("refers to functions that exist", () => {
    const logicalIds = Object.keys(functions).map(
      (key) => `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`,
    );
    for (const [name, value] of Object.entries(stateMachine.DefinitionSubstitutions)) {
      if (name.endsWith("Function"))
        expect(logicalIds).toContain((value as { "Fn::GetAtt": string[] })["Fn::GetAtt"][0]);
    }
  });

  it("matches errors of repave's own that are classes in core/errors.ts", () => {
    const own = states
      .flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch])
      .flatMap(({ ErrorEquals }) => ErrorEquals)
      .filter((name) => !name.includes("."));
    const classes = Object.entries(errors)
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => name);
    expect(classes).toEqual(expect.arrayContaining([...new Set(own)]));
  });

  it("retries every transient error somewhere, and no other of repave's own", () => {
    const retried = states.flatMap(([, { Retry = [] }]) => Retry).flatMap(({ ErrorEquals }) => ErrorEquals);
    const own = retried.filter((name) => !name.includes("."));
    expect([...new Set(own)].sort()).toEqual([...errors.transientErrorNames].sort());
  });

  it.each(["Turn", "PreProvision", "Bakery", "Provision", "Validation", "PostProvision"])(
    "sends any error of %s to the compensation path, with its cause",
    (name) => {
      const [catcher] = definition.States[name]?.Catch ?? [];
      expect(catcher).toMatchObject({
        ErrorEquals: ["States.ALL"],
        Next: "ReadFailure",
        Assign: {
          failure: {
            stage: name,
            error: expect.stringContaining("Error"),
            cause: expect.stringContaining("Cause"),
          },
        },
      });
    },
  );

  it.each(["Bakery", "Provision", "Validation"])(
    "waits in %s for a token, with heartbeat and timeout",
    (name) => {
      const state = definition.States[name];
      expect(state?.Resource).toBe("arn:aws:states:::lambda:invoke.waitForTaskToken");
      expect(state?.Arguments?.Payload).toContain("$states.context.Task.Token");
      expect(state?.HeartbeatSeconds).toBeGreaterThan(15);
      expect(state?.TimeoutSeconds).toBeGreaterThan(600);
    },
  );

  it("reaches every state from the first", () => {
    const reached = new Set<string>();
    const visit = (name: string) => {
      if (reached.has(name)) return;
      reached.add(name);
      const references = [...JSON.stringify(definition.States[name]).matchAll(/"(?:Next|Default)":"(\w+)"/g)];
      for (const [, next = ""] of references) visit(next);
    };
    visit(definition.StartAt);
    expect([...reached].sort()).toEqual(states.map(([name]) => name).sort());
  });

  it("holds only expressions that are JSONata", () => {
    const expressions = [...text.matchAll(/"\{%((?:[^"\\]|\\.)*)%\}"/g)].map(
      ([, body]) => JSON.parse(`"${body}"`) as string,
    );
    expect(expressions.length).toBeGreaterThan(30);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });
});

describe("the failure's cause", () => {
  const assigned = definition.States.ReadFailure?.Assign?.failure as { readonly cause: string } | undefined;
  const expression = (assigned?.cause ?? "").slice(2, -2);
  const read = (cause: string) => {
    const compiled = jsonata(expression);
    compiled.registerFunction("parse", (json: string) => JSON.parse(json));
    compiled.assign("failure", { cause });
    return compiled.evaluate({});
  };

  it.each([
    [
      "a Lambda function's report",
      JSON.stringify({ errorType: "RuleViolated", errorMessage: 'at "/a\\b"\nno', trace: [] }),
      'at "/a\\b"\nno',
    ],
    ["a worker's text", "bake failed: no space", "bake failed: no space"],
    [
      "a report that was cut off",
      '{"errorType":"X","errorMessage":"half',
      '{"errorType":"X","errorMessage":"half',
    ],
    ["nothing", "", ""],
  ])("is read from %s", async (_, cause, expected) => {
    expect(await read(cause)).toBe(expected);
  });
});

describe("what people are told", () => {
  it("holds the failed stage, the error and its cause", async () => {
    const message = definition.States.NotifyFailure?.Arguments?.Message ?? "";
    const compiled = jsonata(message.slice(2, -2));
    const release = {
      id: "r-1",
      application: "hello-web",
      environment: "dev",
      version: "1.0.0",
      requestedBy: "ci",
    };
    compiled.assign("states", {
      context: { Execution: { Id: "arn", StartTime: "now", Input: { release } } },
    });
    compiled.assign("failure", { stage: "Bakery", error: "BakeFailed", cause: "no space" });
    expect(JSON.parse(await compiled.evaluate({}))).toMatchObject({
      outcome: "FAILED",
      release: "r-1",
      stage: "Bakery",
      error: "BakeFailed",
      cause: "no space",
    });
  });
});
