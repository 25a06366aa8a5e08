import type { ParameterStringFilter } from "@aws-sdk/client-ssm";
import { parameterErrors } from "./errors.ts";
import type { ParameterState } from "./parameter-state.ts";
import { latestVersion, type ParameterStore, versionsOf } from "./parameter-store.ts";

type Match = (
  store: ParameterStore,
  parameter: ParameterState,
  option: string,
  values: readonly string[],
) => boolean;

interface FilterKind {
  readonly options: readonly string[];
  readonly match: Match;
}

const compare: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  Equals: (actual, wanted) => actual === wanted,
  BeginsWith: (actual, wanted) => actual.startsWith(wanted),
  Contains: (actual, wanted) => actual.includes(wanted),
};

const some = (actual: string | undefined, option: string, values: readonly string[]): boolean =>
  actual !== undefined &&
  (values.length === 0 || values.some((wanted) => compare[option]?.(actual, wanted) ?? false));

const FILTERS: Readonly<Record<string, FilterKind>> = {
  Name: {
    options: ["Equals", "BeginsWith", "Contains"],
    match: (_, { name }, option, values) =>
      some(name, option, values) || some(name, option, values.map(withoutSlash)),
  },
  Path: {
    options: ["OneLevel", "Recursive"],
    match: (_, { name }, option, values) =>
      values.some((path) => isBelow(name, path, option === "Recursive")),
  },
  Type: {
    options: ["Equals", "BeginsWith"],
    match: (_, { type }, option, values) => some(type, option, values),
  },
  Tier: { options: ["Equals"], match: (_, { tier }, option, values) => some(tier, option, values) },
  DataType: {
    options: ["Equals", "BeginsWith"],
    match: (_, { dataType }, option, values) => some(dataType, option, values),
  },
  KeyId: {
    options: ["Equals", "BeginsWith"],
    match: (store, parameter, option, values) => some(latestVersion(store, parameter).keyId, option, values),
  },
  Label: {
    options: ["Equals", "BeginsWith"],
    match: (store, { name }, option, values) =>
      versionsOf(store, name).some(({ labels }) => labels.some((label) => some(label, option, values))),
  },
};

const TAG_FILTER: FilterKind["options"] = ["Equals", "BeginsWith"];

/** A test for all of the filters together; unknown keys and options are refused with AWS's codes. */
export function parameterFilter(
  store: ParameterStore,
  { filters, allowed }: Readonly<{ filters: readonly ParameterStringFilter[]; allowed: readonly string[] }>,
): (parameter: ParameterState) => boolean {
  const tests = filters.map((filter) => filterTest(store, filter, allowed));
  return (parameter) => tests.every((test) => test(parameter));
}

function filterTest(store: ParameterStore, filter: ParameterStringFilter, allowed: readonly string[]) {
  const { Key: key = "", Values: values = [] } = filter;
  const tag = key.startsWith("tag:") && allowed.includes("tag") ? key.slice("tag:".length) : undefined;
  const kind = tag === undefined ? FILTERS[allowed.includes(key) ? key : ""] : undefined;
  if (tag === undefined && kind === undefined)
    throw parameterErrors.filterKey(`The filter key ${key} is not valid.`);
  const options = kind?.options ?? TAG_FILTER;
  const option = filter.Option ?? options[0] ?? "Equals";
  if (!options.includes(option)) {
    throw parameterErrors.filterOption(
      `The filter option ${option} is not valid for ${key}: ${options.join(", ")}.`,
    );
  }
  if (values.length === 0 && tag === undefined)
    throw parameterErrors.filterValue(`The filter ${key} has no values.`);
  return (parameter: ParameterState): boolean =>
    tag === undefined
      ? (kind?.match(store, parameter, option, values) ?? false)
      : some(parameter.tags[tag], option, values);
}

/** Whether a name is in the hierarchy below a path, one level or any number of levels down. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const folder = path.endsWith("/") ? path : `${path}/`;
  const full = name.startsWith("/") ? name : `/${name}`;
  return full.startsWith(folder) && (recursive || !full.slice(folder.length).includes("/"));
}

function withoutSlash(name: string): string {
  return name.startsWith("/") && name.indexOf("/", 1) < 0 ? name.slice(1) : name;
}
