import type { DescribeTableInput, DescribeTableOutput } from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { type Dynamo, runInEngine, tableName } from "../dynamo.ts";
import { newTableSettings, withSettings } from "../table-settings.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(dynamo: Dynamo): Operation<DescribeTableInput, DescribeTableOutput> {
  return async (input) => {
    const name = tableName(input.TableName);
    const { Table = {} } = await runInEngine<DescribeTableOutput>(dynamo, "DescribeTable", {
      TableName: name,
    });
    return { Table: withSettings(Table, dynamo.tables.get(name) ?? newTableSettings(name)) };
  };
}
