import { isRecord } from "./parse-template.ts";

/** A place where a value needs something that the template or the deployment knows. */
export interface Reference {
  readonly name: string;
  /** Set for `Fn::GetAtt` and `${Name.Attribute}`. */
  readonly attribute?: string;
}

/** Every `Ref`, `Fn::GetAtt` and `${…}` of `Fn::Sub` in a value of a template, at any depth. */
export function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const intrinsic = soleEntry(value);
  if (intrinsic?.key === "Ref" && typeof intrinsic.argument === "string")
    return [{ name: intrinsic.argument }];
  if (intrinsic?.key === "Fn::GetAtt") return [attributeReference(intrinsic.argument)];
  if (intrinsic?.key === "Fn::Sub") return referencesInSub(intrinsic.argument);
  return Object.values(value).flatMap(referencesIn);
}

/** The key and argument of a mapping with one entry, which is what every intrinsic function is. */
export function soleEntry(
  value: Readonly<Record<string, unknown>>,
): { readonly key: string; readonly argument: unknown } | undefined {
  const [entry, ...more] = Object.entries(value);
  return entry && more.length === 0 ? { key: entry[0], argument: entry[1] } : undefined;
}

/** `["Topic", "TopicArn"]` and `"Topic.TopicArn"` both name an attribute. */
export function attributeReference(argument: unknown): { readonly name: string; readonly attribute: string } {
  const text = Array.isArray(argument) ? argument.join(".") : String(argument);
  const dot = text.indexOf(".");
  return { name: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

/** Replaces each `${Name}` and `${Name.Attribute}` of a Sub text; `${!Literal}` becomes `${Literal}`. */
export function substitute(text: string, textOf: (reference: Reference) => string): string {
  const replaced = text.replace(PLACEHOLDER, (_, name: string) => textOf(placeholder(name.trim())));
  return replaced.replaceAll("${!", "${");
}

function placeholder(name: string): Reference {
  return name.includes(".") ? attributeReference(name) : { name };
}

function referencesInSub(argument: unknown): Reference[] {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const found: Reference[] = [];
  substitute(String(text), (reference) => {
    if (!Object.hasOwn(variables ?? {}, reference.name)) found.push(reference);
    return "";
  });
  return [...found, ...referencesIn(variables)];
}
