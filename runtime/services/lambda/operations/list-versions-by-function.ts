import type { ListVersionsByFunctionRequest, ListVersionsByFunctionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export function listVersionsByFunction(
  lambda: Lambda,
): Operation<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> {
  return async (input) => {
    const { latest } = resolveFunction(lambda, input.FunctionName ?? "").fn;
    const page = pageOf([latest, ...lambda.state.versions.values(`${latest.name}:`)], {
      limit: Math.min(input.MaxItems ?? 50, 50),
      token: input.Marker,
      keyOf: ({ version }) => (version === "$LATEST" ? "" : version.padStart(12, "0")),
      invalidTokenCode: "InvalidParameterValueException",
    });
    const Versions = page.items.map((version) => describeVersion(lambda, version, version.version));
    return { Versions: await Promise.all(Versions), NextMarker: page.nextToken };
  };
}
