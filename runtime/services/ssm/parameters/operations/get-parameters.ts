import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersRequest,
  GetParametersResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { parameterErrors } from "../errors.ts";
import { type FoundParameter, findParameter, type ParameterStore } from "../parameter-store.ts";
import { showParameter } from "../show-parameter.ts";

/** One parameter by `name`, `name:version` or `name:label`. */
export function getParameter(store: ParameterStore): Operation<GetParameterRequest, GetParameterResult> {
  return async (input, { caller }) => {
    const found = findParameter(store, input.Name ?? "");
    return {
      Parameter: await showParameter(store, found, { decrypt: input.WithDecryption ?? false, caller }),
    };
  };
}

/** Up to ten parameters; those that do not exist are named in InvalidParameters. */
export function getParameters(store: ParameterStore): Operation<GetParametersRequest, GetParametersResult> {
  return async (input, { caller }) => {
    const names = input.Names ?? [];
    if (names.length < 1 || names.length > 10) {
      throw parameterErrors.validation(`Names must have 1 to 10 members, has ${names.length}.`);
    }
    if (new Set(names).size < names.length) throw parameterErrors.validation("Names must be unique.");
    const found = names.map((name) => ({ name, result: findOrUndefined(store, name) }));
    const options = { decrypt: input.WithDecryption ?? false, caller };
    const known = found.flatMap(({ result }) => (result === undefined ? [] : [result]));
    return {
      Parameters: await Promise.all(known.map((result) => showParameter(store, result, options))),
      InvalidParameters: found.filter(({ result }) => result === undefined).map(({ name }) => name),
    };
  };
}

function findOrUndefined(store: ParameterStore, name: string): FoundParameter | undefined {
  try {
    return findParameter(store, name);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
