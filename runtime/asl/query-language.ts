import type { Outcome } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Scope, Variables } from "./scope.ts";

/** A state as it stands in the definition. */
export type RawState = JsonObject;

/** Evaluates to a value of a field of a state. */
export type Evaluator<Value = Json> = (scope: Scope) => Outcome<Value>;

/** How data flows through one state (or one catcher or choice rule). */
export interface DataFlow {
  /** What the work of the state is given: `InputPath` and `Parameters`, or `Arguments`. */
  readonly argument: Evaluator;
  /** What leaves the state, from `scope.result`: `ResultSelector`, `ResultPath` and `OutputPath`, or `Output`. */
  readonly output: Evaluator;
  /** New values of variables; undefined when the state assigns none. */
  readonly assign: Evaluator<Variables> | undefined;
}

/** The kinds of values that single fields take. */
export type FieldKind =
  | "seconds"
  | "integer"
  | "number"
  | "string"
  | "timestamp"
  | "array"
  | "any"
  | "boolean";

/** A field such as `TimeoutSeconds` with its JSONPath twin `TimeoutSecondsPath`. */
export interface FieldRequest {
  readonly state: RawState;
  readonly name: string;
  readonly kind: FieldKind;
}

/**
 * The two modes of the language behind one interface: JSONPath and JSONata compile the same parts of a state, and
 * nothing that runs a state asks which of them it was.
 */
export interface QueryLanguage {
  readonly name: "JSONPath" | "JSONata";
  dataFlow(state: RawState): DataFlow;
  /** Flow of a catcher: its result is the error output; `location` is where it stands in the state, for messages. */
  catcherFlow(catcher: JsonObject, location: string): DataFlow;
  /** Flow of a choice rule: its result is the state's input. */
  ruleFlow(rule: JsonObject, state: RawState, location: string): DataFlow;
  /** Undefined when the state has the field in neither form. */
  field(request: FieldRequest): Evaluator | undefined;
  /** A payload template in the given field: `ItemSelector`, `BatchInput`, `Credentials` … */
  template(state: RawState, name: string): Evaluator | undefined;
  /** The test of a choice rule. */
  condition(rule: JsonObject, location: string): Evaluator<boolean>;
}
