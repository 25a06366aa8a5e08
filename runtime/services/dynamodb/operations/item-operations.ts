import type { Operation } from "../../../kernel/service.ts";
import { type Dynamo, runInEngine, tableName } from "../dynamo.ts";

/** Operations on items that dynalite has, passed on as they are. */
export const ITEM_OPERATIONS = [
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
] as const;

/** The operation by its name; members that dynalite does not know are refused by name. */
export function itemOperation(dynamo: Dynamo, operation: (typeof ITEM_OPERATIONS)[number]): Operation {
  return (input: { TableName?: string; RequestItems?: Readonly<Record<string, unknown>> }) => {
    const named = input.TableName === undefined ? input : { ...input, TableName: tableName(input.TableName) };
    return runInEngine(dynamo, operation, named);
  };
}
