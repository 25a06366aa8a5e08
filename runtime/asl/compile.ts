import type { Compilation } from "./compilation.ts";
import { compileDistributed } from "./compile-distributed.ts";
import type { Block, Catcher, CompiledDefinition, CompiledState, StateType } from "./definition.ts";
import type { Json, JsonObject } from "./json.ts";
import { jsonataLanguage } from "./jsonata/query-language.ts";
import { jsonpathLanguage } from "./jsonpath/query-language.ts";
import type { FieldKind, QueryLanguage } from "./query-language.ts";
import { compileRetrier } from "./retry.ts";
import { parseTaskResource } from "./task-resource.ts";

/** Makes a definition ready to run. It must have been found valid: what is wrong with it is a defect here. */
export function compileDefinition(raw: JsonObject): CompiledDefinition {
  const blocks: Block[] = [];
  const language = languageOf(raw, jsonpathLanguage);
  compileBlock(raw, { blocks, language, machineLanguage: language });
  return { blocks, timeoutSeconds: raw.TimeoutSeconds as number | undefined };
}

function languageOf(raw: JsonObject, inherited: QueryLanguage): QueryLanguage {
  if (raw.QueryLanguage === "JSONata") return jsonataLanguage;
  return raw.QueryLanguage === "JSONPath" ? jsonpathLanguage : inherited;
}

/** Blocks are numbered in the order of the definition, the state machine itself first. */
function compileBlock(raw: JsonObject, { blocks, machineLanguage }: Compilation): Block {
  const states = new Map<string, CompiledState>();
  const block: Block = { id: blocks.length, startAt: raw.StartAt as string, states };
  blocks.push(block);
  for (const [name, state] of Object.entries(raw.States as JsonObject)) {
    const source = state as JsonObject;
    states.set(
      name,
      compileState(name, source, { blocks, machineLanguage, language: languageOf(source, machineLanguage) }),
    );
  }
  return block;
}

function compileState(name: string, raw: JsonObject, compilation: Compilation): CompiledState {
  const { language } = compilation;
  const base = {
    name,
    next: raw.Next as string | undefined,
    flow: language.dataFlow(raw),
    retriers: list(raw.Retry).map(compileRetrier),
    catchers: list(raw.Catch).map((catcher, at) => compileCatcher(catcher, `Catch[${at}]`, language)),
  };
  return COMPILERS[raw.Type as StateType](base, raw, compilation);
}

function compileCatcher(raw: JsonObject, location: string, language: QueryLanguage): Catcher {
  const flow = language.catcherFlow(raw, location);
  return { errorEquals: raw.ErrorEquals as string[], next: raw.Next as string, flow };
}

type Base = Pick<CompiledState, "name" | "next" | "flow" | "retriers" | "catchers">;
type Compiler = (base: Base, raw: JsonObject, compilation: Compilation) => CompiledState;

const COMPILERS: Readonly<Record<StateType, Compiler>> = {
  Pass: (base, raw, { language }) => {
    const result = raw.Result;
    const useResult = result !== undefined && language.name === "JSONPath";
    return { ...base, type: "Pass", result: useResult ? () => result : base.flow.argument };
  },
  Succeed: (base) => ({ ...base, next: undefined, type: "Succeed" }),
  Fail: (base, raw, compilation) => {
    const field = fieldsOf(raw, compilation);
    return { ...base, type: "Fail", error: field("Error", "string"), cause: field("Cause", "string") };
  },
  Wait: (base, raw, compilation) => {
    const field = fieldsOf(raw, compilation);
    return {
      ...base,
      type: "Wait",
      seconds: field("Seconds", "seconds"),
      timestamp: field("Timestamp", "timestamp"),
    };
  },
  Choice: (base, raw, { language }) => ({
    ...base,
    type: "Choice",
    otherwise: raw.Default as string | undefined,
    rules: list(raw.Choices).map((rule, at) => ({
      condition: language.condition(rule, `Choices[${at}]/Condition`),
      next: rule.Next as string,
      flow: language.ruleFlow(rule, raw, `Choices[${at}]`),
    })),
  }),
  Task: (base, raw, compilation) => {
    const field = fieldsOf(raw, compilation);
    const resource = parseTaskResource(raw.Resource as string);
    if (resource === undefined) throw new Error(`state ${base.name} has no resource that can be called`);
    return {
      ...base,
      type: "Task",
      resource,
      timeoutSeconds: field("TimeoutSeconds", "seconds"),
      heartbeatSeconds: field("HeartbeatSeconds", "seconds"),
      credentials: compilation.language.template(raw, "Credentials"),
    };
  },
  Parallel: (base, raw, compilation) => ({
    ...base,
    type: "Parallel",
    branches: list(raw.Branches).map((branch) => compileBlock(branch, compilation)),
  }),
  Map: (base, raw, compilation) => {
    const { language } = compilation;
    const field = fieldsOf(raw, compilation);
    const processor = (raw.ItemProcessor ?? raw.Iterator) as JsonObject;
    const selector = raw.ItemSelector === undefined ? "Parameters" : "ItemSelector";
    return {
      ...base,
      type: "Map",
      processor: compileBlock(processor, compilation),
      items: field("Items", "array"),
      itemSelector: language.template(raw, selector),
      maxConcurrency: field("MaxConcurrency", "integer"),
      distributed: compileDistributed(raw, compilation),
    };
  },
};

function fieldsOf(state: JsonObject, { language }: Compilation) {
  return (name: string, kind: FieldKind) => language.field({ state, name, kind });
}

function list(value: Json | undefined): readonly JsonObject[] {
  return (value ?? []) as readonly JsonObject[];
}
