import type { Parameter } from "@aws-sdk/client-cloudformation";
import type { StackRecord } from "./records.ts";
import { parseTemplate } from "./template/parse-template.ts";

/** A stack's parameters as they are shown: those that its template declares `NoEcho` are not. */
export function maskedParameters({ templateBody, parameters }: StackRecord): Parameter[] {
  if (parameters.length === 0) return [];
  const declared = parseTemplate(templateBody).Parameters;
  return parameters.map(({ key, value, resolved }) => {
    if (String(declared[key]?.NoEcho) === "true") return { ParameterKey: key, ParameterValue: "****" };
    return {
      ParameterKey: key,
      ParameterValue: value,
      ...(resolved !== undefined && { ResolvedValue: resolved }),
    };
  });
}
