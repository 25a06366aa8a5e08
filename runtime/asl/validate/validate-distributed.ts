import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { at, type Check, complain } from "./diagnostic.ts";
import type { FieldTable } from "./state-fields.ts";
import { isExpression, validateField } from "./validate-field.ts";

/** What a part of a distributed Map may hold. */
interface Part {
  /** Fields that are evaluated, or numbers. */
  readonly fields: FieldTable;
  /** Fields with one of few values. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Actions of S3 that its resource may be. */
  readonly actions?: readonly string[];
  /** One of these fields is there. */
  readonly oneOf?: readonly string[];
}

const CALL: FieldTable = { Resource: "text", Parameters: "template", Arguments: "template" };

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, input-output-itembatcher.html and
 * input-output-resultwriter.html
 */
const PARTS: Readonly<Record<string, Part>> = {
  ItemReader: { fields: CALL, actions: ["getObject", "listObjectsV2"], oneOf: ["Resource"] },
  "ItemReader/ReaderConfig": {
    fields: { MaxItems: "wholeNumber", MaxItemsPath: "path", CSVHeaders: "list" },
    values: {
      InputType: ["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"],
      CSVHeaderLocation: ["FIRST_ROW", "GIVEN"],
      CSVDelimiter: ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"],
      ManifestType: ["S3_INVENTORY", "ATHENA_DATA"],
      Transformation: ["NONE", "LOAD_AND_FLATTEN"],
    },
  },
  ItemBatcher: {
    fields: {
      BatchInput: "template",
      MaxItemsPerBatch: "wholeNumber",
      MaxItemsPerBatchPath: "path",
      MaxInputBytesPerBatch: "wholeNumber",
      MaxInputBytesPerBatchPath: "path",
    },
    oneOf: ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
  },
  ResultWriter: { fields: CALL, actions: ["putObject"], oneOf: ["Resource", "WriterConfig"] },
  "ResultWriter/WriterConfig": {
    fields: {},
    values: { OutputType: ["JSON", "JSONL"], Transformation: ["NONE", "COMPACT", "FLATTEN"] },
  },
};

/** Checks where a distributed Map reads its items, how it packs them, and where it writes its results. */
export function validateDistributedParts(state: JsonObject, check: Check): undefined {
  for (const [place, part] of Object.entries(PARTS)) {
    const [name = "", inner] = place.split("/");
    const outer = state[name] ?? null;
    const value = inner === undefined || !isJsonObject(outer) ? outer : (outer[inner] ?? null);
    if (isJsonObject(value) && (inner === undefined || isJsonObject(outer)))
      validatePart(value, part, at(check, place));
  }
}

function validatePart(
  value: JsonObject,
  { fields, values = {}, actions, oneOf }: Part,
  check: Check,
): undefined {
  if (oneOf !== undefined && !oneOf.some((field) => value[field] !== undefined))
    complain(check, `These fields are required: [${oneOf.join(", ")}]`);
  for (const [name, rule] of Object.entries(fields)) {
    const given = value[name];
    if (given !== undefined) validateField(given, rule, at(check, name));
  }
  for (const [name, allowed] of Object.entries(values)) validateChoice(value[name], allowed, at(check, name));
  if (actions !== undefined && typeof value.Resource === "string")
    validateAction(value.Resource, actions, check);
}

function validateChoice(value: Json | undefined, allowed: readonly string[], check: Check): undefined {
  if (value === undefined || (typeof value === "string" && allowed.includes(value))) return;
  if (check.language === "JSONata" && isExpression(value)) return;
  complain(check, `Value is not valid. Expected one of: [${allowed.join(", ")}]`);
}

const S3_ACTION = /^arn:aws[a-z-]*:states:::s3:(\w+)$/;

function validateAction(arn: string, actions: readonly string[], check: Check): undefined {
  if (actions.includes(S3_ACTION.exec(arn)?.[1] ?? "")) return;
  const reason = "The value is not a valid resource ARN, or the resource is not available in this region.";
  complain(check, `The resource provided ${arn} is not recognized. ${reason}`, "/Resource");
}
