import type { FunctionConfiguration, UpdateFunctionCodeRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import { checkRevision, replaceLatest } from "../latest-version.ts";
import { storeCode } from "../store-code.ts";
import { snapshotVersion } from "./publish-version.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export function updateFunctionCode(
  lambda: Lambda,
): Operation<UpdateFunctionCodeRequest, FunctionConfiguration> {
  return async (input, { caller }) => {
    const { name } = resolveFunction(lambda, input.FunctionName ?? "").version;
    checkRevision(lambda, name, input.RevisionId);
    const code = await storeCode(lambda, input, caller);
    const { latest } = resolveFunction(lambda, name).fn;
    const after = {
      ...latest,
      ...code,
      architectures: input.Architectures ?? latest.architectures,
      lastModifiedMs: lambda.runtime.clock.now(),
      revisionId: crypto.randomUUID(),
    };
    if (input.DryRun) return describeVersion(lambda, after);
    replaceLatest(lambda, after);
    if (!input.Publish) return describeVersion(lambda, after);
    const published = snapshotVersion(lambda, name, after.description);
    return describeVersion(lambda, published, published.version);
  };
}
