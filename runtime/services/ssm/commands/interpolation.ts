import type { DocumentContent } from "./document-content.ts";
import type { ParameterValues } from "./parameter-values.ts";

const REFERENCE = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
const WHOLE_REFERENCE = /^\{\{\s*([A-Za-z0-9_]+)\s*\}\}$/;

/**
 * Puts the values of parameters into a part of a document, as text, where it says `{{ Name }}`; a list takes the place
 * of a whole item. Parameters with `interpolationType: ENV_VAR` are left out: steps see them as environment variables
 * only, so no value can become shell code.
 */
export function interpolate<Part>(part: Part, content: DocumentContent, values: ParameterValues): Part {
  const textual = Object.fromEntries(
    Object.entries(values).filter(([name]) => content.parameters?.[name]?.interpolationType !== "ENV_VAR"),
  );
  return replace(part, textual) as Part;
}

/** The environment variables `SSM_<Name>` of the parameters that are handed over that way. */
export function environmentOf(
  content: DocumentContent,
  values: ParameterValues,
): Readonly<Record<string, string>> {
  const named = Object.entries(values).filter(
    ([name]) => content.parameters?.[name]?.interpolationType === "ENV_VAR",
  );
  return Object.fromEntries(named.map(([name, value]) => [`SSM_${name}`, toText(value)]));
}

function replace(part: unknown, values: ParameterValues): unknown {
  if (typeof part === "string") return replaceText(part, values);
  if (Array.isArray(part)) return part.flatMap((item) => replace(item, values) as unknown[]);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, replace(value, values)]));
}

function replaceText(text: string, values: ParameterValues): string | readonly string[] {
  const whole = WHOLE_REFERENCE.exec(text)?.[1];
  const value = whole === undefined || !Object.hasOwn(values, whole) ? undefined : values[whole];
  if (value !== undefined) return value;
  return text.replace(REFERENCE, (reference, name: string) =>
    Object.hasOwn(values, name) ? toText(values[name] ?? "") : reference,
  );
}

function toText(value: string | readonly string[]): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
