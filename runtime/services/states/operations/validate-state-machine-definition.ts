import type {
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { pageSize } from "../constraints.ts";
import { diagnose } from "../definition-check.ts";
import type { States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export function validateStateMachineDefinition(
  _states: States,
): Operation<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  return (input) => {
    const all = diagnose(input.definition ?? "", input.type ?? "STANDARD");
    const found = input.severity === "WARNING" ? all : all.filter(({ severity }) => severity === "ERROR");
    const limit = pageSize(input.maxResults);
    return {
      result: found.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK",
      diagnostics: found.slice(0, limit).map((diagnostic) => ({ ...diagnostic })),
      truncated: found.length > limit,
    };
  };
}
