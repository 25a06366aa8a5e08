import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { applySettings, describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import { checkRevision, replaceLatest } from "../latest-version.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export function updateFunctionConfiguration(
  lambda: Lambda,
): Operation<UpdateFunctionConfigurationRequest, FunctionConfiguration> {
  return async (input, { caller }) => {
    const { latest } = resolveFunction(lambda, input.FunctionName ?? "").fn;
    checkRevision(lambda, latest.name, input.RevisionId);
    const after = await applySettings(lambda, { before: latest, settings: input, caller });
    replaceLatest(lambda, after);
    return describeVersion(lambda, after);
  };
}
