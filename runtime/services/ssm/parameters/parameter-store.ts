import type { Runtime } from "../../../kernel/service.ts";
import type { Collection } from "../../../storage/store.ts";
import { parameterErrors } from "./errors.ts";
import { type ParameterReference, parameterArn, parseReference } from "./parameter-name.ts";
import type { ParameterState, ParameterVersion } from "./parameter-state.ts";

/** What the operations of Parameter Store share. */
export interface ParameterStore {
  readonly runtime: Runtime;
  /** By name. */
  readonly parameters: Collection<ParameterState>;
  /** By `NAME#VERSION`, the version in nine digits. */
  readonly versions: Collection<ParameterVersion>;
}

export function createParameterStore(runtime: Runtime): ParameterStore {
  return {
    runtime,
    parameters: runtime.store.collection("ssm.parameters"),
    versions: runtime.store.collection("ssm.parameter-versions"),
  };
}

export function versionKey(name: string, version: number): string {
  return `${name}#${String(version).padStart(9, "0")}`;
}

/** One version of one parameter, found. */
export interface FoundParameter {
  readonly parameter: ParameterState;
  readonly version: ParameterVersion;
  readonly reference: ParameterReference;
}

/** Finds a parameter by name or ARN. Throws ParameterNotFound. */
export function findParameter(store: ParameterStore, text: string): FoundParameter {
  const reference = parseReference(text, (name) => store.parameters.has(name));
  const parameter = store.parameters.get(reference.name);
  if (parameter === undefined) throw parameterErrors.notFound(reference.name);
  const version = selectVersion(store, parameter, reference.selector);
  if (version === undefined)
    throw parameterErrors.versionNotFound(reference.name, reference.selector ?? "latest");
  return { parameter, version, reference };
}

/** The versions that are still kept, oldest first. */
export function versionsOf(store: ParameterStore, name: string): ParameterVersion[] {
  return [...store.versions.values(`${name}#`)];
}

export function latestVersion(store: ParameterStore, parameter: ParameterState): ParameterVersion {
  const version = store.versions.get(versionKey(parameter.name, parameter.latestVersion));
  if (version === undefined) throw new Error(`Parameter ${parameter.name} has lost its latest version.`);
  return version;
}

function selectVersion(
  store: ParameterStore,
  parameter: ParameterState,
  selector: string | undefined,
): ParameterVersion | undefined {
  if (selector === undefined) return latestVersion(store, parameter);
  if (/^\d{1,9}$/.test(selector)) return store.versions.get(versionKey(parameter.name, Number(selector)));
  return versionsOf(store, parameter.name).find(({ labels }) => labels.includes(selector));
}

type ChangeOperation = "Create" | "Update" | "Delete" | "LabelParameterVersion";

/** Tells EventBridge, as AWS does, that a parameter changed. The value is never part of it. */
export function emitChange(
  store: ParameterStore,
  { parameter, operation }: Readonly<{ parameter: ParameterState; operation: ChangeOperation }>,
): void {
  store.runtime.events.emit({
    source: "aws.ssm",
    detailType: "Parameter Store Change",
    resources: [parameterArn(store.runtime, parameter.name)],
    detail: { operation, name: parameter.name, type: parameter.type },
  });
}
