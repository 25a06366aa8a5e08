import type { NormalizedSchema } from "@smithy/core/schema";
import { isJsonObject, type Json } from "../../../asl/json.ts";
import { parseTaskResource } from "../../../asl/task-resource.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { operationShapes, requiredMembers } from "../../../protocol/shape.ts";
import { taskService } from "../tasks/task-services.ts";
import { brokenConstraint } from "./output-constraints.ts";

/**
 * Refuses a mocked result that the operation could not have answered: a wrong type, length or range, and, when `strict`, a
 * missing member. DIVERGES: patterns are not checked.
 */
export function checkMockResult(resourceArn: string, result: Json, strict: boolean): void {
  const resource = parseTaskResource(resourceArn);
  if (resource?.kind !== "service" || resource.pattern !== "requestResponse") return;
  const service = taskService(resource);
  const operation = resource.action.charAt(0).toUpperCase() + resource.action.slice(1);
  const shape = service === undefined ? undefined : operationShapes(service.sdk).get(operation);
  if (shape === undefined || !isJsonObject(result)) return;
  const { sdk = {}, signingName = "" } = service ?? {};
  const anyPayload = !resource.sdk && resource.service === "lambda" ? ["Payload"] : [];
  checkStruct(shape.output, result, { strict, skip: anyPayload, sdk, signingName });
}

interface Options {
  readonly strict: boolean;
  readonly skip: readonly string[];
  /** Exports enumerations under the names of their shapes, which most members share. */
  readonly sdk: object;
  readonly signingName: string;
}

function checkStruct(
  schema: NormalizedSchema,
  value: Readonly<Record<string, Json>>,
  options: Options,
): void {
  const required = options.strict ? requiredMembers(schema).map(pascalCase) : [];
  for (const name of required) if (value[name] === undefined) refuse(`Required field '${name}' is missing`);
  for (const [name, member] of schema.structIterator()) {
    const key = pascalCase(name);
    const given = value[key];
    if (given === undefined || given === null || options.skip.includes(key)) continue;
    checkValue(member, given, { ...options, field: key });
    const broken = brokenConstraint(options.signingName, `${schema.getName()}.${name}`, given);
    if (broken !== undefined) refuse(`Field '${key}' ${broken}`);
  }
}

function checkValue(
  schema: NormalizedSchema,
  value: Json,
  options: Options & { readonly field: string },
): void {
  const expected = expectedType(schema);
  const fits =
    expected === "array"
      ? Array.isArray(value)
      : expected === "object"
        ? isJsonObject(value)
        : typeof value === expected;
  if (expected !== undefined && !fits)
    refuse(
      `Field '${options.field}' must be ${expected === "array" || expected === "object" ? "an" : "a"} ${expected}`,
    );
  if (typeof value === "string") checkEnumeration(value, options);
  if (schema.isStructSchema() && isJsonObject(value)) checkStruct(schema, value, options);
  else if (schema.isListSchema() && Array.isArray(value))
    for (const item of value) checkValue(schema.getValueSchema(), item, options);
  else if (schema.isMapSchema() && isJsonObject(value))
    for (const item of Object.values(value)) checkValue(schema.getValueSchema(), item, options);
}

function checkEnumeration(value: string, { sdk, field }: Options & { readonly field: string }): void {
  const values = (sdk as Readonly<Record<string, unknown>>)[field];
  if (typeof values !== "object" || values === null || Array.isArray(values)) return;
  if (!Object.values(values).includes(value)) refuse(`Field '${field}' is not an expected value`);
}

function expectedType(
  schema: NormalizedSchema,
): "array" | "object" | "string" | "number" | "boolean" | undefined {
  if (schema.isDocumentSchema()) return undefined;
  if (schema.isStructSchema() || schema.isMapSchema()) return "object";
  if (schema.isListSchema()) return "array";
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isTimestampSchema() || schema.isBlobSchema() || schema.isStringSchema()) return "string";
  return schema.isNumericSchema() ? "number" : undefined;
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function refuse(message: string): never {
  throw new AwsError("ValidationException", `Mock result schema validation error: ${message}`);
}
