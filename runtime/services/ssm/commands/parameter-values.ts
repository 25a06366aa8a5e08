import { AwsError } from "../../../protocol/aws-error.ts";
import type { DocumentContent, DocumentParameterSpec } from "./document-content.ts";

/** The value of each parameter of a document: a list for `StringList`, else a text. */
export type ParameterValues = Readonly<Record<string, string | readonly string[]>>;

type Given = Readonly<Record<string, readonly string[]>>;

/** Checks what a command gives for the parameters of its document, and fills in the defaults. */
export function resolveParameters({ parameters = {} }: DocumentContent, given: Given): ParameterValues {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name));
  if (unknown.length > 0) throw invalid(`Parameters not defined in the document: ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, spec]) => {
      const values = given[name] ?? defaultOf(spec);
      if (values === undefined) throw invalid(`Parameter "${name}" requires a value.`);
      for (const problem of findProblems(spec, values)) throw invalid(`Parameter "${name}": ${problem}`);
      return [name, spec.type === "StringList" ? values : (values[0] ?? "")];
    }),
  );
}

function defaultOf({ default: value }: DocumentParameterSpec): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [String(value)];
}

function findProblems(spec: DocumentParameterSpec, values: readonly string[]): readonly string[] {
  if (spec.type !== "StringList" && values.length !== 1) return ["exactly one value is expected"];
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = spec;
  if (values.length < minItems || values.length > maxItems) return ["wrong number of values"];
  return values.flatMap((value) => findProblem(spec, value) ?? []);
}

function findProblem(spec: DocumentParameterSpec, value: string): string | undefined {
  if (spec.type === "Integer" && !/^-?\d{1,15}$/.test(value)) return "an Integer is expected";
  if (spec.type === "Boolean" && value !== "true" && value !== "false") return "true or false is expected";
  const { minChars = 0, maxChars = Number.POSITIVE_INFINITY } = spec;
  if (value.length < minChars || value.length > maxChars) return "the length is not allowed";
  if (spec.allowedValues?.map(String).includes(value) === false)
    return "the value is not one of allowedValues";
  if (spec.allowedPattern === undefined || new RegExp(`^(?:${spec.allowedPattern})$`).test(value))
    return undefined;
  return `the value does not match ${spec.allowedPattern}`;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameters", message);
}
