import type {
  DeleteFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
  PutFunctionEventInvokeConfigRequest,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkDestination } from "../destination.ts";
import { functionArn, resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import type { EventInvokeConfig } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export function putFunctionEventInvokeConfig(
  lambda: Lambda,
): Operation<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  return (input) => {
    const { name, qualifier, key } = locate(lambda, input);
    const config = {
      maximumRetryAttempts: input.MaximumRetryAttempts,
      maximumEventAgeSeconds: input.MaximumEventAgeInSeconds,
      onSuccess: input.DestinationConfig?.OnSuccess?.Destination,
      onFailure: input.DestinationConfig?.OnFailure?.Destination,
      lastModifiedMs: lambda.runtime.clock.now(),
    };
    check(config);
    lambda.state.eventInvokeConfigs.put(key, config);
    return describe(functionArn(lambda.runtime, name, qualifier), config);
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export function getFunctionEventInvokeConfig(
  lambda: Lambda,
): Operation<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  return (input) => {
    const { name, qualifier, key } = locate(lambda, input);
    const arn = functionArn(lambda.runtime, name, qualifier);
    const config = lambda.state.eventInvokeConfigs.get(key);
    if (config === undefined) throw notConfigured(arn);
    return describe(arn, config);
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export function deleteFunctionEventInvokeConfig(
  lambda: Lambda,
): Operation<DeleteFunctionEventInvokeConfigRequest, object> {
  return (input) => {
    const { name, qualifier, key } = locate(lambda, input);
    if (!lambda.state.eventInvokeConfigs.delete(key))
      throw notConfigured(functionArn(lambda.runtime, name, qualifier));
    return {};
  };
}

function locate(lambda: Lambda, input: GetFunctionEventInvokeConfigRequest) {
  const resolved = resolveFunction(lambda, input.FunctionName ?? "", input.Qualifier);
  const qualifier = resolved.qualifier ?? "$LATEST";
  const { name } = resolved.version;
  return { name, qualifier, key: `${name}:${qualifier}` };
}

function check(config: EventInvokeConfig): void {
  const { maximumRetryAttempts: attempts = 2, maximumEventAgeSeconds: ageSeconds = 21_600 } = config;
  if (attempts < 0 || attempts > 2) throw invalid(`MaximumRetryAttempts must be 0 to 2; got ${attempts}.`);
  if (ageSeconds < 60 || ageSeconds > 21_600)
    throw invalid(`MaximumEventAgeInSeconds must be 60 to 21600; got ${ageSeconds}.`);
  checkDestination(config.onSuccess, "DestinationConfig.OnSuccess.Destination");
  checkDestination(config.onFailure, "DestinationConfig.OnFailure.Destination");
}

function describe(FunctionArn: string, config: EventInvokeConfig): FunctionEventInvokeConfig {
  return {
    FunctionArn,
    LastModified: new Date(config.lastModifiedMs),
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
    DestinationConfig: {
      OnSuccess: config.onSuccess ? { Destination: config.onSuccess } : {},
      OnFailure: config.onFailure ? { Destination: config.onFailure } : {},
    },
  };
}

function notConfigured(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `The function ${arn} doesn't have an EventInvokeConfig`, {
    status: 404,
  });
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
