import type { DeleteTableInput, DeleteTableOutput } from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { type Dynamo, findSettings, runInEngine } from "../dynamo.ts";
import { withSettings } from "../table-settings.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export function deleteTable(dynamo: Dynamo): Operation<DeleteTableInput, DeleteTableOutput> {
  return async (input) => {
    const settings = findSettings(dynamo, input.TableName);
    if (settings.deletionProtection) {
      throw new AwsError(
        "ValidationException",
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table: ${settings.name}`,
      );
    }
    const output = await runInEngine<DeleteTableOutput>(dynamo, "DeleteTable", { TableName: settings.name });
    dynamo.tables.delete(settings.name);
    return { TableDescription: withSettings(output.TableDescription ?? {}, settings) };
  };
}
