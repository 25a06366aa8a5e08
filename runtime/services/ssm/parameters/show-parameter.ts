import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { Caller } from "../../../kernel/caller.ts";
import { parameterArn } from "./parameter-name.ts";
import type { ParameterState, ParameterVersion } from "./parameter-state.ts";
import { type FoundParameter, latestVersion, type ParameterStore } from "./parameter-store.ts";
import { showValue } from "./secure-value.ts";

export interface ShowOptions {
  readonly decrypt: boolean;
  readonly caller: Caller;
}

/** A parameter with its value, as the Get operations answer. */
export async function showParameter(
  store: ParameterStore,
  found: FoundParameter,
  options: ShowOptions,
): Promise<Parameter> {
  const { parameter, version, reference } = found;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: await showValue(store, { name: parameter.name, value: version.value, ...options }),
    Version: version.version,
    LastModifiedDate: new Date(version.modifiedMs),
    ARN: parameterArn(store.runtime, parameter.name),
    DataType: parameter.dataType,
    ...(reference.selector === undefined ? {} : { Selector: `:${reference.selector}` }),
  };
}

/** A parameter without its value, as DescribeParameters answers. */
export function describeParameter(store: ParameterStore, parameter: ParameterState): ParameterMetadata {
  const version = latestVersion(store, parameter);
  return { ARN: parameterArn(store.runtime, parameter.name), ...describeVersion(parameter, version) };
}

/** What DescribeParameters and GetParameterHistory both say of a version. */
export function describeVersion(parameter: ParameterState, version: ParameterVersion): ParameterMetadata {
  return {
    Name: parameter.name,
    Type: parameter.type,
    LastModifiedDate: new Date(version.modifiedMs),
    LastModifiedUser: version.modifiedBy,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: parameter.dataType,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
  };
}
