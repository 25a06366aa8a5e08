import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/**
 * The variables that each state refers to, as DescribeStateMachine lists them: by state name, in the order of the
 * definition; states that refer to none are left out.
 */
export function variableReferences(definition: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const root = JSON.parse(definition) as JsonObject;
  collectBlock(root, root.QueryLanguage === "JSONata", found);
  return found;
}

function collectBlock(block: JsonObject, jsonata: boolean, found: Record<string, string[]>): undefined {
  const states = block.States;
  if (!isJsonObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (isJsonObject(state)) collectState(name, state, { jsonata, found });
  }
}

interface Collection {
  readonly jsonata: boolean;
  readonly found: Record<string, string[]>;
}

function collectState(name: string, state: JsonObject, { jsonata, found }: Collection): undefined {
  const language = state.QueryLanguage === undefined ? jsonata : state.QueryLanguage === "JSONata";
  const { Branches, ItemProcessor, Iterator: iterator, ...own } = state;
  const names = new Set<string>();
  collectNames(own, { jsonata: language, key: "", names });
  if (names.size > 0) found[name] = [...names].sort();
  for (const branch of Array.isArray(Branches) ? Branches : [])
    if (isJsonObject(branch)) collectBlock(branch, language, found);
  for (const processor of [ItemProcessor, iterator])
    if (isJsonObject(processor)) collectBlock(processor, language, found);
}

interface NameSearch {
  readonly jsonata: boolean;
  readonly key: string;
  readonly names: Set<string>;
}

function collectNames(value: Json, { jsonata, key, names }: NameSearch): undefined {
  if (typeof value === "string") return collectFromText(value, { jsonata, key, names });
  if (Array.isArray(value)) for (const item of value) collectNames(item, { jsonata, key, names });
  else if (isJsonObject(value)) {
    for (const [member, inner] of Object.entries(value)) collectNames(inner, { jsonata, key: member, names });
  }
}

function collectFromText(text: string, { jsonata, key, names }: NameSearch): undefined {
  if (jsonata ? !text.startsWith("{%") : !(key.endsWith(".$") || key.endsWith("Path") || key === "Variable"))
    return;
  for (const match of text.matchAll(/(?<![\w$])\$([A-Za-z_]\w*)(?!\w*\()/g)) {
    const name = match[1] ?? "";
    if (name !== "states") names.add(name);
  }
}
