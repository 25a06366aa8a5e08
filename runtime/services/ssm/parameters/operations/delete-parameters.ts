import type {
  DeleteParameterRequest,
  DeleteParametersRequest,
  DeleteParametersResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { parameterErrors } from "../errors.ts";
import {
  emitChange,
  findParameter,
  type ParameterStore,
  versionKey,
  versionsOf,
} from "../parameter-store.ts";

export function deleteParameter(store: ParameterStore): Operation<DeleteParameterRequest, object> {
  return (input) => {
    remove(store, findParameter(store, input.Name ?? "").parameter.name);
    return {};
  };
}

/** Deletes up to ten parameters; those that do not exist are named in InvalidParameters. */
export function deleteParameters(
  store: ParameterStore,
): Operation<DeleteParametersRequest, DeleteParametersResult> {
  return (input) => {
    const names = input.Names ?? [];
    if (names.length < 1 || names.length > 10) {
      throw parameterErrors.validation(`Names must have 1 to 10 members, has ${names.length}.`);
    }
    const DeletedParameters = names.filter((name) => store.parameters.has(name));
    for (const name of DeletedParameters) remove(store, name);
    return {
      DeletedParameters,
      InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)),
    };
  };
}

function remove(store: ParameterStore, name: string): void {
  const parameter = store.parameters.get(name);
  if (parameter === undefined) return;
  for (const { version } of versionsOf(store, name)) store.versions.delete(versionKey(name, version));
  store.parameters.delete(name);
  emitChange(store, { parameter, operation: "Delete" });
}
