import { compileChoiceRule } from "../choice/choice-rule.ts";
import { Failure } from "../failure.ts";
import type { Json, JsonObject } from "../json.ts";
import type { DataFlow, Evaluator, QueryLanguage } from "../query-language.ts";
import type { Scope, Variables } from "../scope.ts";
import { compileExpression, type PathEvaluator } from "./expression.ts";
import { compileField } from "./field.ts";
import { compilePayloadTemplate } from "./payload-template.ts";
import { compileResultPath } from "./result-path.ts";

/** The JSONPath mode: `InputPath`, `Parameters`, `ResultSelector`, `ResultPath`, `OutputPath`, and fields ending in `Path`. */
export const jsonpathLanguage: QueryLanguage = {
  name: "JSONPath",
  dataFlow,
  catcherFlow(catcher) {
    const place = compileResultPath(catcher.ResultPath);
    return {
      argument: (scope) => scope.input,
      output: (scope) => place(scope.input, scope.errorOutput ?? null),
      assign: compileAssign(catcher, (scope) => scope.errorOutput ?? null),
    };
  },
  ruleFlow(rule, state) {
    const flow = dataFlow(state);
    return { ...flow, assign: compileAssign(rule, (scope) => scope.result ?? null) };
  },
  field: compileField,
  template(state, name) {
    if (state[name] === undefined) return undefined;
    const template = compilePayloadTemplate(state[name]);
    const input = compileInputPath(state.InputPath, "InputPath");
    return (scope) => {
      const effective = input(scope, scope.input);
      return effective instanceof Failure ? effective : template(scope, effective);
    };
  },
  condition: (rule) => compileChoiceRule(rule),
};

function compileInputPath(path: Json | undefined, field: string): PathEvaluator {
  if (path === null) return () => ({});
  return compileExpression((path as string | undefined) ?? "$", field);
}

function dataFlow(state: JsonObject): DataFlow {
  const selector =
    state.ResultSelector === undefined ? undefined : compilePayloadTemplate(state.ResultSelector);
  const place = compileResultPath(state.ResultPath);
  const outputPath = compileInputPath(state.OutputPath, "OutputPath");
  const selected = (scope: Scope) =>
    selector === undefined ? (scope.result ?? null) : selector(scope, scope.result ?? null);
  return {
    argument: compileArgument(state),
    output(scope) {
      const result = selected(scope);
      if (result instanceof Failure) return result;
      const placed = place(scope.input, result);
      return placed instanceof Failure ? placed : outputPath(scope, placed);
    },
    assign: compileAssign(state, selected),
  };
}

/** `Parameters` of a Map is its old name for `ItemSelector` and does not change what the state works on. */
function compileArgument(state: JsonObject): Evaluator {
  const input = compileInputPath(state.InputPath, "InputPath");
  if (state.Parameters === undefined || state.Type === "Map") return (scope) => input(scope, scope.input);
  const template = compilePayloadTemplate(state.Parameters);
  return (scope) => {
    const effective = input(scope, scope.input);
    return effective instanceof Failure ? effective : template(scope, effective);
  };
}

function compileAssign(raw: JsonObject, root: Evaluator): Evaluator<Variables> | undefined {
  if (raw.Assign === undefined) return undefined;
  const template = compilePayloadTemplate(raw.Assign);
  return (scope) => {
    const input = root(scope);
    return input instanceof Failure ? input : (template(scope, input) as Variables | Failure);
  };
}
