import { isRecord } from "./parse-template.ts";
import { validationError } from "./validation-error.ts";

const DYNAMIC = /\{\{resolve:([a-z-]+):([^}]+)\}\}/g;

/** Replaces each `{{resolve:ssm:name}}` or `{{resolve:ssm:name:version}}` in a resolved value; refuses other services. */
export async function resolveDynamicReferences(
  value: unknown,
  readSsmParameter: (name: string) => Promise<string>,
): Promise<unknown> {
  if (typeof value === "string")
    return value.includes("{{resolve:") ? replaceAll(value, readSsmParameter) : value;
  if (Array.isArray(value))
    return Promise.all(value.map((item) => resolveDynamicReferences(item, readSsmParameter)));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await resolveDynamicReferences(item, readSsmParameter)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function replaceAll(
  text: string,
  readSsmParameter: (name: string) => Promise<string>,
): Promise<string> {
  let result = text;
  for (const [whole, service, name] of text.matchAll(DYNAMIC)) {
    if (service !== "ssm")
      throw validationError(`Not emulated by the embedded AWS: dynamic references to ${service} (${whole}).`);
    result = result.replace(whole, await readSsmParameter(name ?? ""));
  }
  return result;
}
