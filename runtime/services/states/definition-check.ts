import type { Json } from "../../asl/json.ts";
import type { Diagnostic } from "../../asl/validate/diagnostic.ts";
import { validateDefinition } from "../../asl/validate/validate-definition.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { isKnownAction } from "./tasks/known-actions.ts";
import { parameterDiagnostics } from "./tasks/parameter-diagnostics.ts";

/** What is wrong with a definition, in itself and in what its tasks call. */
export function diagnose(text: string, type: "STANDARD" | "EXPRESS"): Diagnostic[] {
  const found = validateDefinition(text, type, isKnownAction);
  const isInvalid = found.some(({ severity }) => severity === "ERROR");
  return isInvalid ? found : [...found, ...parameterDiagnostics(JSON.parse(text) as Json)];
}

/** Refuses a definition that has errors, naming each with its place. */
export function checkDefinition(text: string, type: "STANDARD" | "EXPRESS"): void {
  const errors = diagnose(text, type).filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return;
  const described = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? "" : ` at ${location}`}`,
  );
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${described.join(", ")}'`);
}
