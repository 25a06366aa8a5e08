import type {
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from "@aws-sdk/client-sfn";
import { validateDefinition } from "../../../asl/validate/validate-definition.ts";
import type { Operation } from "../../../kernel/service.ts";
import type { States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export function validateStateMachineDefinition(
  _states: States,
): Operation<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  return (input) => {
    const found = validateDefinition(input.definition ?? "", input.type ?? "STANDARD");
    const limit = input.maxResults || 100;
    return {
      result: found.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK",
      diagnostics: found.slice(0, limit).map((diagnostic) => ({ ...diagnostic })),
      truncated: found.length > limit,
    };
  };
}
