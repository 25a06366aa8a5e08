import type {
  DescribeParametersRequest,
  DescribeParametersResult,
  ParameterStringFilter,
  ParametersFilter,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { pageOf } from "../../../../protocol/page.ts";
import { refuseMembers } from "../../../../protocol/refuse-members.ts";
import { parameterErrors } from "../errors.ts";
import { parameterFilter } from "../filters.ts";
import type { ParameterStore } from "../parameter-store.ts";
import { describeParameter } from "../show-parameter.ts";

const FILTER_KEYS = ["Name", "Path", "Type", "KeyId", "Label", "Tier", "DataType", "tag"];

/** All parameters that pass the filters, without their values. */
export function describeParameters(
  store: ParameterStore,
): Operation<DescribeParametersRequest, DescribeParametersResult> {
  return (input) => {
    refuseMembers(input, ["Shared"], { code: "ValidationException" });
    if (input.Filters?.length && input.ParameterFilters?.length) {
      throw parameterErrors.validation("You can use either Filters or ParameterFilters in a single request.");
    }
    const limit = input.MaxResults ?? 50;
    if (limit < 1 || limit > 50) throw parameterErrors.validation(`MaxResults must be 1 to 50, is ${limit}.`);
    const filters = input.ParameterFilters ?? input.Filters?.map(olderFilter) ?? [];
    const matches = parameterFilter(store, { filters, allowed: FILTER_KEYS });
    const page = pageOf([...store.parameters.values()].filter(matches), {
      limit,
      token: input.NextToken,
      keyOf: ({ name }) => name,
      invalidTokenCode: "InvalidNextToken",
    });
    const Parameters = page.items.map((parameter) => describeParameter(store, parameter));
    return { Parameters, ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
  };
}

/** The older `Filters` have no option: names are matched by how they begin. */
function olderFilter({ Key, Values }: ParametersFilter): ParameterStringFilter {
  return { Key, Values, Option: Key === "Name" ? "BeginsWith" : "Equals" };
}
