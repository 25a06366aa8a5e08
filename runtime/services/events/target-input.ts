import type { Target } from "@aws-sdk/client-eventbridge";
import { invalid } from "./events.ts";
import type { EventEnvelope, Rule } from "./state.ts";

export interface TargetInputOptions {
  readonly event: EventEnvelope;
  readonly target: Target;
  readonly rule: Pick<Rule, "name" | "arn">;
  readonly ingestedMs: number;
}

/** What a target gets for an event: the event, a constant, a part of it, or what a template makes of it. JSON. */
export function targetInput(options: TargetInputOptions): string {
  const { event, target } = options;
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(readPath(event, target.InputPath)) ?? "null";
  if (target.InputTransformer !== undefined) return transform(options);
  return JSON.stringify(event);
}

/** `$.detail.items[0].name`; undefined when there is no such thing. */
export function readPath(document: unknown, path: string): unknown {
  return parsePath(path).reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    document,
  );
}

function parsePath(path: string): string[] {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) throw invalid(`Invalid JSON path: ${path}`);
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? "",
  );
}

/** Refuses a target's input settings that could not be carried out later. */
export function checkTargetInput(target: Target): void {
  const given = [target.Input, target.InputPath, target.InputTransformer].filter(
    (value) => value !== undefined,
  );
  if (given.length > 1)
    throw invalid(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`,
    );
  if (target.Input !== undefined) requireJson(target.Input, `Input of target ${target.Id}`);
  if (target.InputPath !== undefined) parsePath(target.InputPath);
  const { InputPathsMap = {}, InputTemplate = "" } = target.InputTransformer ?? {};
  for (const path of Object.values(InputPathsMap)) parsePath(path);
  if (target.InputTransformer === undefined) return;
  if (InputTemplate === "") throw invalid(`InputTemplate of target ${target.Id} must not be empty.`);
  const unknown = [...InputTemplate.matchAll(PLACEHOLDER)].find(
    ([, name = ""]) => !(name in InputPathsMap) && !name.startsWith("aws.events."),
  );
  if (unknown)
    throw invalid(`InputTemplate of target ${target.Id} contains the unknown placeholder <${unknown[1]}>.`);
}

function requireJson(text: string, what: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw invalid(`${what} is not valid JSON.`);
  }
}

const PLACEHOLDER = /<([\w.-]+)>/g;

function transform({ event, target, rule, ingestedMs }: TargetInputOptions): string {
  const { InputPathsMap = {}, InputTemplate = "" } = target.InputTransformer ?? {};
  const own: Readonly<Record<string, unknown>> = {
    "aws.events.rule-arn": rule.arn,
    "aws.events.rule-name": rule.name,
    "aws.events.event": { ...event, detail: undefined },
    "aws.events.event.json": event,
    "aws.events.event.ingestion-time": new Date(ingestedMs).toISOString(),
  };
  const placeholderValue = (name: string) => {
    const path = InputPathsMap[name];
    return path === undefined ? own[name] : readPath(event, path);
  };
  return InputTemplate.split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) =>
      part.replace(PLACEHOLDER, (_, name) => render(placeholderValue(name), index % 2 === 1)),
    )
    .join("");
}

/** Within quotes a value becomes part of the text; outside it stands as JSON. */
function render(value: unknown, quoted: boolean): string {
  if (!quoted) return value === undefined ? '""' : JSON.stringify(value);
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
