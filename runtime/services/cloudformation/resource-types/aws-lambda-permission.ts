import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { ResourceType } from "./resource-type.ts";

interface Properties {
  readonly FunctionName: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

/** `AWS::Lambda::Permission`. Any change is a new statement. */
export const lambdaPermission: ResourceType<Properties> = {
  properties: { FunctionName: true, Action: true, Principal: true, SourceArn: true, SourceAccount: true },
  required: ["FunctionName", "Action", "Principal"],
  replacement: ["FunctionName", "Action", "Principal", "SourceArn", "SourceAccount"],
  attributes: ["Id"],
  async create(properties, context) {
    const StatementId = context.generatedName(100);
    await createOnce(context, ["ResourceConflictException"], () =>
      context.call("lambda", "AddPermission", { ...properties, StatementId }),
    );
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  async update(change) {
    return change;
  },
  async remove({ physicalId: StatementId, properties: { FunctionName } }, context) {
    await removeIfPresent(["ResourceNotFoundException"], () =>
      context.call("lambda", "RemovePermission", { FunctionName, StatementId }),
    );
  },
};
