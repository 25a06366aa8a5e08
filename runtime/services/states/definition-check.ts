import { validateDefinition } from "../../asl/validate/validate-definition.ts";
import { AwsError } from "../../protocol/aws-error.ts";

const LARGEST_DEFINITION_BYTES = 1_048_576;

/** Refuses a definition that has errors, naming each with its place. */
export function checkDefinition(text: string | undefined, type: "STANDARD" | "EXPRESS"): void {
  if (text === undefined || Buffer.byteLength(text) > LARGEST_DEFINITION_BYTES) {
    throw new AwsError(
      "ValidationException",
      `definition must have between 1 and ${LARGEST_DEFINITION_BYTES} bytes`,
    );
  }
  const errors = validateDefinition(text, type).filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return;
  const described = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? "" : ` at ${location}`}`,
  );
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${described.join(", ")}'`);
}
