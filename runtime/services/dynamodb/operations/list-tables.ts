import type { ListTablesInput, ListTablesOutput } from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import type { Dynamo } from "../dynamo.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function listTables(dynamo: Dynamo): Operation<ListTablesInput, ListTablesOutput> {
  return (input) => {
    const after = input.ExclusiveStartTableName ?? "";
    const names = [...dynamo.tables.values()].map(({ name }) => name).filter((name) => name > after);
    const page = names.slice(0, input.Limit ?? 100);
    const last = page[page.length - 1];
    return { TableNames: page, ...(page.length < names.length && last && { LastEvaluatedTableName: last }) };
  };
}
