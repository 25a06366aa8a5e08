import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export function putFunctionConcurrency(
  lambda: Lambda,
): Operation<PutFunctionConcurrencyRequest, Concurrency> {
  return (input) => {
    const { fn } = resolveFunction(lambda, input.FunctionName ?? "");
    const reservedConcurrency = input.ReservedConcurrentExecutions ?? 0;
    if (reservedConcurrency < 0) {
      throw new AwsError(
        "InvalidParameterValueException",
        `ReservedConcurrentExecutions must be 0 or more; got ${reservedConcurrency}.`,
      );
    }
    lambda.state.functions.put(fn.latest.name, { ...fn, reservedConcurrency });
    return { ReservedConcurrentExecutions: reservedConcurrency };
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export function getFunctionConcurrency(
  lambda: Lambda,
): Operation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> {
  return (input) => {
    const { reservedConcurrency } = resolveFunction(lambda, input.FunctionName ?? "").fn;
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export function deleteFunctionConcurrency(
  lambda: Lambda,
): Operation<DeleteFunctionConcurrencyRequest, object> {
  return (input) => {
    const { fn } = resolveFunction(lambda, input.FunctionName ?? "");
    lambda.state.functions.put(fn.latest.name, { ...fn, reservedConcurrency: undefined });
    return {};
  };
}
