import type { InspectionData } from "@aws-sdk/client-sfn";
import { Failure } from "../../../asl/failure.ts";
import type { Json, JsonObject } from "../../../asl/json.ts";
import { jsonataLanguage } from "../../../asl/jsonata/query-language.ts";
import { jsonpathLanguage } from "../../../asl/jsonpath/query-language.ts";
import type { Evaluator, FieldKind } from "../../../asl/query-language.ts";
import type { Scope } from "../../../asl/scope.ts";
import type { TestedState } from "./tested-state.ts";

export interface Inspection {
  readonly tested: TestedState;
  /** What the state's expressions see; `result` when there is one. */
  readonly scope: Scope;
  readonly variables: JsonObject;
}

type Texts = Record<string, string>;

/** What TestState shows of the flow of data through the state, as JSON texts; what cannot be evaluated is left out. */
export function inspect({ tested, scope, variables }: Inspection): InspectionData {
  const { raw } = tested;
  const jsonata = (raw.QueryLanguage ?? tested.machineLanguage) === "JSONata";
  const shown: Texts = { input: text(scope.input) };
  if (Object.keys(variables).length > 0) shown.variables = text(variables);
  const flow = jsonata ? inspectJsonata(raw, scope) : inspectJsonpath(raw, scope);
  const numbers = raw.Type === "Map" ? mapSettings(raw, { scope, jsonata }) : {};
  return { ...shown, ...flow, ...numbers };
}

function inspectJsonata(raw: JsonObject, scope: Scope): Texts {
  return raw.Type === "Task"
    ? evaluated({ afterArguments: jsonataLanguage.dataFlow(raw).argument }, scope)
    : {};
}

function inspectJsonpath(raw: JsonObject, scope: Scope): Texts {
  const flow = (fields: readonly string[]) => jsonpathLanguage.dataFlow(pick(raw, ["Type", ...fields]));
  const afterInputPath = flow(["InputPath"]).argument;
  const afterParameters = flow(["InputPath", "Parameters"]).argument;
  const results = {
    afterResultSelector: flow(["ResultSelector"]).output,
    afterResultPath: flow(["ResultSelector", "ResultPath"]).output,
  };
  switch (raw.Type) {
    case "Pass": {
      const constant = raw.Result;
      const result = constant === undefined ? afterParameters(scope) : constant;
      if (result instanceof Failure) return evaluated({ afterInputPath }, scope);
      const before =
        constant === undefined
          ? evaluated({ afterInputPath, afterParameters }, scope)
          : { result: text(constant) };
      return { ...before, ...evaluated(results, { ...scope, result }) };
    }
    case "Task":
      return { ...evaluated({ afterInputPath, afterParameters }, scope), ...afterWork(results, scope, true) };
    case "Parallel":
      return afterWork(results, scope, false);
    case "Map": {
      const afterItemsPath =
        jsonpathLanguage.field({ state: raw, name: "Items", kind: "any" }) ?? afterInputPath;
      return { ...evaluated({ afterInputPath, afterItemsPath }, scope), ...afterWork(results, scope, false) };
    }
    default:
      return evaluated({ afterInputPath }, scope);
  }
}

function afterWork(results: Readonly<Record<string, Evaluator>>, scope: Scope, withResult: boolean): Texts {
  if (scope.result === undefined) return {};
  return { ...(withResult ? { result: text(scope.result) } : {}), ...evaluated(results, scope) };
}

const SETTINGS: readonly (readonly [shown: keyof InspectionData, field: string, kind: FieldKind])[] = [
  ["maxConcurrency", "MaxConcurrency", "integer"],
  ["toleratedFailureCount", "ToleratedFailureCount", "integer"],
  ["toleratedFailurePercentage", "ToleratedFailurePercentage", "number"],
];

function mapSettings(
  raw: JsonObject,
  { scope, jsonata }: { scope: Scope; jsonata: boolean },
): InspectionData {
  const language = jsonata ? jsonataLanguage : jsonpathLanguage;
  const shown: Record<string, number> = { maxConcurrency: 0 };
  for (const [name, field, kind] of SETTINGS) {
    const value = language.field({ state: raw, name: field, kind })?.(scope);
    if (typeof value === "number") shown[name] = value;
  }
  return shown;
}

function evaluated(evaluators: Readonly<Record<string, Evaluator>>, scope: Scope): Texts {
  const shown: Texts = {};
  for (const [name, evaluate] of Object.entries(evaluators)) {
    const value = evaluate(scope);
    if (!(value instanceof Failure)) shown[name] = text(value);
  }
  return shown;
}

function pick(raw: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => fields.includes(name)));
}

function text(value: Json): string {
  return JSON.stringify(value);
}
