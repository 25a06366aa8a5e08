import type { ListFunctionsRequest, ListFunctionsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { describeVersion } from "../configuration.ts";
import type { Lambda } from "../lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export function listFunctions(lambda: Lambda): Operation<ListFunctionsRequest, ListFunctionsResponse> {
  return async (input) => {
    if (input.FunctionVersion !== undefined || input.MasterRegion !== undefined) {
      throw new AwsError(
        "InvalidParameterValueException",
        "FunctionVersion and MasterRegion are not emulated: list the functions, then ListVersionsByFunction.",
      );
    }
    const page = pageOf(lambda.state.functions.values(), {
      limit: Math.min(input.MaxItems ?? 50, 50),
      token: input.Marker,
      keyOf: ({ latest }) => latest.name,
      invalidTokenCode: "InvalidParameterValueException",
    });
    const Functions = await Promise.all(page.items.map(({ latest }) => describeVersion(lambda, latest)));
    return { Functions, NextMarker: page.nextToken };
  };
}
