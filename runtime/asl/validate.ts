import { isJsonObject, type Json } from "./json.ts";

/** One finding about a definition, in the terms of ValidateStateMachineDefinition. */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** Checks a definition; the empty list means that it can run. */
export function validateDefinition(text: string, _type: "STANDARD" | "EXPRESS"): Diagnostic[] {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: (error as Error).message }];
  }
  if (!isJsonObject(value)) {
    return [
      {
        severity: "ERROR",
        code: "INVALID_JSON_DESCRIPTION",
        message: "The definition must be a JSON object",
      },
    ];
  }
  return [];
}
