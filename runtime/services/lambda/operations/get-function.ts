import { pathToFileURL } from "node:url";
import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 * DIVERGES: the code's location is a file: URL on this machine, not a presigned S3 URL.
 */
export function getFunction(lambda: Lambda): Operation<GetFunctionRequest, GetFunctionResponse> {
  return async (input) => {
    const { fn, version, qualifier } = resolveFunction(lambda, input.FunctionName ?? "", input.Qualifier);
    const reserved = fn.reservedConcurrency;
    return {
      Configuration: await describeVersion(lambda, version, qualifier),
      Code: {
        RepositoryType: "S3",
        Location: pathToFileURL(lambda.code.archivePath(version.codeSha256)).href,
      },
      ...(Object.keys(fn.tags).length > 0 && { Tags: { ...fn.tags } }),
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    };
  };
}
