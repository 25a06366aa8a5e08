import { isJsonObject, type Json } from "../json.ts";
import { DEEPEST_JSON, isTooDeep } from "../json-depth.ts";
import type { Check, Diagnostic } from "./diagnostic.ts";
import { validateBlock } from "./validate-block.ts";

/**
 * Checks a definition; the list without errors means that it can be compiled and run. Follows the Amazon States
 * Language specification and the wording of ValidateStateMachineDefinition where that is known.
 */
export function validateDefinition(
  text: string,
  type: Check["type"],
  isKnownAction: Check["isKnownAction"] = () => true,
): Diagnostic[] {
  if (text.trim() === "") return [notAnObject];
  if (isTooDeep(text)) return [tooDeep];
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return [invalidJson(text, error as Error)];
  }
  if (!isJsonObject(value)) return [notAnObject];
  const diagnostics: Diagnostic[] = [];
  const language = value.QueryLanguage === "JSONata" ? "JSONata" : "JSONPath";
  validateBlock(
    value,
    { diagnostics, location: "", type, language, machineLanguage: language, isKnownAction },
    { names: new Set(), outermost: true, labels: new Set() },
  );
  return diagnostics;
}

const tooDeep: Diagnostic = {
  severity: "ERROR",
  code: "SCHEMA_VALIDATION_FAILED",
  message: `Definition is nested deeper than ${DEEPEST_JSON} levels`,
};

const notAnObject: Diagnostic = {
  severity: "ERROR",
  code: "SCHEMA_VALIDATION_FAILED",
  message: "Definition must be a valid JSON object",
};

/** Words a syntax error as the parser behind AWS does, as far as it is a word that is out of place. */
function invalidJson(text: string, error: Error): Diagnostic {
  const place = /position (\d+)/.exec(error.message);
  const start = place === null ? Math.max(0, text.search(/\S/)) : Number(place[1]);
  const token = /^\w+/.exec(text.slice(wordStart(text, start)))?.[0] ?? "";
  const end = wordStart(text, start) + token.length;
  const before = text.slice(0, end).split("\n");
  const location = `[Source: (String)"${text}"; line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}]`;
  const expected = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
  const message = token === "" ? error.message : `Unrecognized token '${token}': ${expected}`;
  return {
    severity: "ERROR",
    code: "INVALID_JSON_DESCRIPTION",
    message: `${message}\n at ${location}`,
    location,
  };
}

function wordStart(text: string, position: number): number {
  let start = position;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start -= 1;
  return start;
}
