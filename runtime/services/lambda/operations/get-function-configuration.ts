import type { FunctionConfiguration, GetFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(
  lambda: Lambda,
): Operation<GetFunctionConfigurationRequest, FunctionConfiguration> {
  return async (input) => {
    const { version, qualifier } = resolveFunction(lambda, input.FunctionName ?? "", input.Qualifier);
    return describeVersion(lambda, version, qualifier);
  };
}
