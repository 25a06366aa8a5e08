import type { GetParameterHistoryRequest, GetParameterHistoryResult } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { pageOf } from "../../../../protocol/page.ts";
import { parameterErrors } from "../errors.ts";
import { findParameter, type ParameterStore, versionKey, versionsOf } from "../parameter-store.ts";
import { showValue } from "../secure-value.ts";
import { describeVersion } from "../show-parameter.ts";

/** Every version that is kept, oldest first, with its value and labels. */
export function getParameterHistory(
  store: ParameterStore,
): Operation<GetParameterHistoryRequest, GetParameterHistoryResult> {
  return async (input, { caller }) => {
    const { parameter } = findParameter(store, input.Name ?? "");
    const limit = input.MaxResults ?? 50;
    if (limit < 1 || limit > 50) throw parameterErrors.validation(`MaxResults must be 1 to 50, is ${limit}.`);
    const page = pageOf(versionsOf(store, parameter.name), {
      limit,
      token: input.NextToken,
      keyOf: ({ version }) => versionKey(parameter.name, version),
      invalidTokenCode: "InvalidNextToken",
    });
    const decrypt = input.WithDecryption ?? false;
    const Parameters = await Promise.all(
      page.items.map(async (version) => ({
        ...describeVersion(parameter, version),
        Labels: [...version.labels],
        Value: await showValue(store, { name: parameter.name, value: version.value, decrypt, caller }),
      })),
    );
    return { Parameters, ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
  };
}
