import type { GetParametersByPathRequest, GetParametersByPathResult } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { pageOf } from "../../../../protocol/page.ts";
import { parameterErrors } from "../errors.ts";
import { isBelow, parameterFilter } from "../filters.ts";
import type { ParameterState } from "../parameter-state.ts";
import { type FoundParameter, latestVersion, type ParameterStore, versionsOf } from "../parameter-store.ts";
import { showParameter } from "../show-parameter.ts";

const FILTER_KEYS = ["Type", "KeyId", "Label"];

/** The parameters of a hierarchy in the order of their names, at most ten a page. */
export function getParametersByPath(
  store: ParameterStore,
): Operation<GetParametersByPathRequest, GetParametersByPathResult> {
  return async (input, { caller }) => {
    const path = input.Path ?? "";
    if (!path.startsWith("/")) {
      throw parameterErrors.validation(`The parameter path '${path}' must begin with a forward slash /.`);
    }
    const limit = input.MaxResults ?? 10;
    if (limit < 1 || limit > 10) throw parameterErrors.validation(`MaxResults must be 1 to 10, is ${limit}.`);
    const matches = parameterFilter(store, { filters: input.ParameterFilters ?? [], allowed: FILTER_KEYS });
    const below = [...candidates(store, path)].filter(
      (parameter) => isBelow(parameter.name, path, input.Recursive ?? false) && matches(parameter),
    );
    const page = pageOf(below, {
      limit,
      token: input.NextToken,
      keyOf: ({ name }) => name,
      invalidTokenCode: "InvalidNextToken",
    });
    const options = { decrypt: input.WithDecryption ?? false, caller };
    const found = page.items.map((parameter) => wantedVersion(store, parameter, input));
    return {
      Parameters: await Promise.all(found.map((item) => showParameter(store, item, options))),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}

/** Names without a slash are at the root. */
function candidates(store: ParameterStore, path: string): Iterable<ParameterState> {
  return store.parameters.values(path === "/" ? undefined : path);
}

function wantedVersion(
  store: ParameterStore,
  parameter: ParameterState,
  input: GetParametersByPathRequest,
): FoundParameter {
  const wanted = input.ParameterFilters?.find(({ Key }) => Key === "Label")?.Values ?? [];
  const labelled = versionsOf(store, parameter.name).findLast(({ labels }) =>
    labels.some((l) => wanted.includes(l)),
  );
  const version = (wanted.length > 0 ? labelled : undefined) ?? latestVersion(store, parameter);
  return { parameter, version, reference: { name: parameter.name } };
}
