import type {
  ContinuousBackupsDescription,
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  UpdateContinuousBackupsInput,
  UpdateContinuousBackupsOutput,
} from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { type Dynamo, findSettings } from "../dynamo.ts";
import type { TableSettings } from "../table-settings.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export function describeContinuousBackups(
  dynamo: Dynamo,
): Operation<DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput> {
  return (input) => ({ ContinuousBackupsDescription: describe(findSettings(dynamo, input.TableName)) });
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 * DIVERGES: the setting is kept and shown; nothing is backed up, and restoring is an unsupported operation.
 */
export function updateContinuousBackups(
  dynamo: Dynamo,
): Operation<UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput> {
  return (input) => {
    const before = findSettings(dynamo, input.TableName);
    const pointInTimeRecovery = input.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
    const sinceMs = before.pointInTimeRecoverySinceMs ?? dynamo.runtime.clock.now();
    const settings: TableSettings = {
      ...before,
      pointInTimeRecovery,
      pointInTimeRecoverySinceMs: pointInTimeRecovery ? sinceMs : undefined,
    };
    dynamo.tables.put(before.name, settings);
    return { ContinuousBackupsDescription: describe(settings) };
  };
}

function describe(settings: TableSettings): ContinuousBackupsDescription {
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: settings.pointInTimeRecovery ? "ENABLED" : "DISABLED",
      ...(settings.pointInTimeRecovery && { RecoveryPeriodInDays: 35 }),
    },
  };
}
