import * as sdk from "@aws-sdk/client-dynamodb";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { readJson, writeJson } from "../../protocol/json-codec.ts";
import { operationShapes } from "../../protocol/shape.ts";
import type { Engine } from "./engine.ts";
import type { TableSettings, TableSettingsCollection } from "./table-settings.ts";

/** What the operations of DynamoDB work with. */
export interface Dynamo {
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly tables: TableSettingsCollection;
}

/** Runs an operation of dynalite with the SDK's shapes on both sides. */
export async function runInEngine<Output extends object>(
  { engine }: Dynamo,
  operation: string,
  input: object,
): Promise<Output> {
  const shape = operationShapes(sdk).get(operation);
  if (shape === undefined) throw new Error(`The SDK describes no DynamoDB operation ${operation}`);
  const output = await engine.run(operation, writeJson(shape.input, input) as object);
  return readJson(shape.output, output) as Output;
}

/** A table may be named by its ARN. */
export function tableName(nameOrArn: string | undefined): string {
  const name = nameOrArn ?? "";
  return name.startsWith("arn:") ? name.slice(name.indexOf("/") + 1).replace(/\/.*$/, "") : name;
}

export function findSettings({ tables }: Dynamo, nameOrArn: string | undefined): TableSettings {
  const name = tableName(nameOrArn);
  const settings = tables.get(name);
  if (settings !== undefined) return settings;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
}
