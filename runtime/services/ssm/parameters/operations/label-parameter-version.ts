import type {
  LabelParameterVersionRequest,
  LabelParameterVersionResult,
  UnlabelParameterVersionRequest,
  UnlabelParameterVersionResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { parameterErrors } from "../errors.ts";
import type { ParameterState, ParameterVersion } from "../parameter-state.ts";
import {
  emitChange,
  findParameter,
  type ParameterStore,
  versionKey,
  versionsOf,
} from "../parameter-store.ts";

const LABEL = /^(?!aws|ssm|\d)[a-z0-9_.-]{1,100}$/i;
const MOST_LABELS = 10;

/** Gives labels to one version, taking them from any other; labels that break the rules are given back. */
export function labelParameterVersion(
  store: ParameterStore,
): Operation<LabelParameterVersionRequest, LabelParameterVersionResult> {
  return (input) => {
    const { parameter, version } = findVersion(store, input.Name, input.ParameterVersion);
    const asked = input.Labels ?? [];
    const labels = asked.filter((label) => LABEL.test(label));
    const wanted = [...new Set([...version.labels, ...labels])];
    if (wanted.length > MOST_LABELS) throw parameterErrors.labelLimit();
    for (const other of versionsOf(store, parameter.name)) {
      if (other.version === version.version) continue;
      setLabels(store, {
        parameter,
        version: other,
        labels: other.labels.filter((label) => !labels.includes(label)),
      });
    }
    setLabels(store, { parameter, version, labels: wanted });
    emitChange(store, { parameter, operation: "LabelParameterVersion" });
    const InvalidLabels = asked.filter((label) => !LABEL.test(label));
    return { InvalidLabels, ParameterVersion: version.version };
  };
}

export function unlabelParameterVersion(
  store: ParameterStore,
): Operation<UnlabelParameterVersionRequest, UnlabelParameterVersionResult> {
  return (input) => {
    const { parameter, version } = findVersion(store, input.Name, input.ParameterVersion);
    const asked = input.Labels ?? [];
    setLabels(store, {
      parameter,
      version,
      labels: version.labels.filter((label) => !asked.includes(label)),
    });
    return {
      RemovedLabels: asked.filter((label) => version.labels.includes(label)),
      InvalidLabels: asked.filter((label) => !version.labels.includes(label)),
    };
  };
}

interface LabelChange {
  readonly parameter: ParameterState;
  readonly version: ParameterVersion;
  readonly labels: readonly string[];
}

function setLabels(store: ParameterStore, { parameter, version, labels }: LabelChange): void {
  if (labels.join() === version.labels.join()) return;
  store.versions.put(versionKey(parameter.name, version.version), { ...version, labels });
}

function findVersion(store: ParameterStore, name = "", version: number | undefined) {
  const { parameter } = findParameter(store, name);
  return version === undefined
    ? findParameter(store, name)
    : findParameter(store, `${parameter.name}:${version}`);
}
