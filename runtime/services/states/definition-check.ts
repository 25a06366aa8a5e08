import { validateDefinition } from "../../asl/validate/validate-definition.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { isKnownAction } from "./tasks/known-actions.ts";

/** Refuses a definition that has errors, naming each with its place. */
export function checkDefinition(text: string, type: "STANDARD" | "EXPRESS"): void {
  const errors = validateDefinition(text, type, isKnownAction).filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return;
  const described = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? "" : ` at ${location}`}`,
  );
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${described.join(", ")}'`);
}
