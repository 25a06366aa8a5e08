import type { JsonObject } from "../json.ts";
import type { ServiceResource } from "../task-resource.ts";

/** One finding about a definition, in the terms of ValidateStateMachineDefinition. */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly code:
    | "INVALID_JSON_DESCRIPTION"
    | "SCHEMA_VALIDATION_FAILED"
    | "MISSING_TRANSITION_TARGET"
    | "MISSING_END_STATE"
    | "DUPLICATE_STATE_NAME"
    | "DUPLICATE_LABEL_NAME"
    | "NO_DOLLAR"
    | "NO_PATH"
    | "PASS_RESULT_IS_STATIC";
  readonly message: string;
  /** A JSON pointer into the definition, without the escapes. */
  readonly location?: string;
}

/** Where findings are collected, and what holds for the part of the definition that is looked at. */
export interface Check {
  readonly diagnostics: Diagnostic[];
  readonly location: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly language: "JSONPath" | "JSONata";
  /** The language of the whole state machine, which states in branches and item processors start from. */
  readonly machineLanguage: "JSONPath" | "JSONata";
  /** Which of the members of `$states` that not all fields can read are there for this one. */
  readonly accessible?: "result" | "errorOutput";
  /** Whether an `aws-sdk` resource names an action that there is. */
  readonly isKnownAction: (resource: ServiceResource) => boolean;
}

/** Records that the definition does not have the shape it must have. */
export function complain(check: Check, message: string, below = ""): undefined {
  const location = `${check.location}${below}` || "/";
  check.diagnostics.push({ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message, location });
}

/** Records something that is most likely not what was meant. */
export function warn(check: Check, { code, message }: Pick<Diagnostic, "code" | "message">): undefined {
  check.diagnostics.push({ severity: "WARNING", code, message, location: check.location });
}

/** The check of a part below. */
export function at(check: Check, below: string): Check {
  return { ...check, location: `${check.location}/${below}` };
}

/** Complains of every field that a part of a definition cannot have. */
export function refuseUnknownFields(part: JsonObject, check: Check, known: readonly string[]): undefined {
  for (const field of Object.keys(part))
    if (!known.includes(field)) complain(check, `Field '${field}' is not supported`, `/${field}`);
}
