import type {
  ParameterTier,
  ParameterType,
  PutParameterRequest,
  PutParameterResult,
} from "@aws-sdk/client-ssm";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Operation } from "../../../../kernel/service.ts";
import { refuseMembers } from "../../../../protocol/refuse-members.ts";
import { parameterErrors } from "../errors.ts";
import { checkName, parameterArn } from "../parameter-name.ts";
import type { ParameterState, ParameterVersion, StoredValue } from "../parameter-state.ts";
import { emitChange, type ParameterStore, versionKey, versionsOf } from "../parameter-store.ts";
import { checkPut, dataTypeOf, tierOf } from "../put-rules.ts";
import { sealValue } from "../secure-value.ts";
import { addTags } from "../tags.ts";

const MOST_VERSIONS = 100;
const DEFAULT_KEY = "alias/aws/ssm";

/** Makes a parameter, or with `Overwrite` its next version. A SecureString is encrypted before anything is kept. */
export function putParameter(store: ParameterStore): Operation<PutParameterRequest, PutParameterResult> {
  return async (input, { caller }) => {
    refuseMembers(input, ["Policies"], { code: "ValidationException" });
    const name = nameFromArn(store, input.Name ?? "");
    checkName(name);
    checkPut(input);
    const before = existingFor(store, { name, input });
    const tier = tierOf(input, before);
    const type = typeOf(input, before);
    const value = await newValue(store, { name, type, tier, input, caller });
    const existing = existingFor(store, { name, input });
    const version = (existing?.latestVersion ?? 0) + 1;
    if (existing !== undefined) dropOldestVersion(store, name);
    const tags = addTags(existing?.tags ?? {}, input.Tags ?? []);
    const dataType = dataTypeOf(input, existing);
    const parameter: ParameterState = { name, type, dataType, tier, latestVersion: version, tags };
    store.parameters.put(name, parameter);
    store.versions.put(
      versionKey(name, version),
      versionOf(store, { version, value, tier, type, input, caller }),
    );
    emitChange(store, { parameter, operation: existing ? "Update" : "Create" });
    return { Version: version, Tier: tier };
  };
}

function nameFromArn(store: ParameterStore, text: string): string {
  const prefix = parameterArn(store.runtime, "/").slice(0, -1);
  return text.startsWith(`${prefix}/`) ? text.slice(prefix.length) : text;
}

function existingFor(
  store: ParameterStore,
  { name, input }: Readonly<{ name: string; input: PutParameterRequest }>,
): ParameterState | undefined {
  const existing = store.parameters.get(name);
  if (existing !== undefined && !input.Overwrite) throw parameterErrors.alreadyExists();
  if (existing !== undefined && input.Type !== undefined && input.Type !== existing.type) {
    throw parameterErrors.typeChange(name);
  }
  return existing;
}

function typeOf(input: PutParameterRequest, existing: ParameterState | undefined): ParameterType {
  const type = input.Type ?? existing?.type;
  if (type === undefined) {
    throw parameterErrors.validation("A parameter type is required when you create a parameter.");
  }
  return type;
}

interface NewValue {
  readonly name: string;
  readonly type: ParameterType;
  readonly tier: ParameterTier;
  readonly input: PutParameterRequest;
  readonly caller: Caller;
}

async function newValue(
  store: ParameterStore,
  { name, type, tier, input, caller }: NewValue,
): Promise<StoredValue> {
  const text = input.Value ?? "";
  if (type !== "SecureString") return { kind: "plain", text };
  return sealValue(store, {
    name,
    text,
    keyId: input.KeyId ?? DEFAULT_KEY,
    advanced: tier === "Advanced",
    caller,
  });
}

function versionOf(
  store: ParameterStore,
  options: Readonly<{ version: number; value: StoredValue } & Omit<NewValue, "name">>,
): ParameterVersion {
  const { version, value, tier, type, input, caller } = options;
  return {
    version,
    value,
    tier,
    modifiedMs: store.runtime.clock.now(),
    modifiedBy: caller.arn,
    labels: [],
    ...(type === "SecureString" ? { keyId: input.KeyId ?? DEFAULT_KEY } : {}),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.AllowedPattern === undefined ? {} : { allowedPattern: input.AllowedPattern }),
  };
}

/** Makes room for version 101: the oldest goes, unless a label holds it. */
function dropOldestVersion(store: ParameterStore, name: string): void {
  const versions = versionsOf(store, name);
  const [oldest] = versions;
  if (oldest === undefined || versions.length < MOST_VERSIONS) return;
  if (oldest.labels.length > 0) throw parameterErrors.maxVersions(name);
  store.versions.delete(versionKey(name, oldest.version));
}
