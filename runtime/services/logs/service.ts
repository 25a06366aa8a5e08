import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import type { ServiceFactory } from "../../kernel/service.ts";
import { openLogDatabase } from "./log-database.ts";
import { type Logs, retainedSinceMs } from "./logs.ts";
import { createLogGroup } from "./operations/create-log-group.ts";
import { createLogStream } from "./operations/create-log-stream.ts";
import { deleteLogGroup } from "./operations/delete-log-group.ts";
import { deleteLogStream } from "./operations/delete-log-stream.ts";
import { describeLogGroups } from "./operations/describe-log-groups.ts";
import { describeLogStreams } from "./operations/describe-log-streams.ts";
import { filterLogEvents } from "./operations/filter-log-events.ts";
import { getLogEvents } from "./operations/get-log-events.ts";
import { associateKmsKey, disassociateKmsKey } from "./operations/kms-key.ts";
import { putLogEvents } from "./operations/put-log-events.ts";
import { deleteRetentionPolicy, putRetentionPolicy } from "./operations/retention-policy.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { openLogsState } from "./state.ts";

const SWEEP_INTERVAL_MS = 3_600_000;

/** Deletes what is over its group's retention, and what groups that are gone left behind. */
function sweep(logs: Logs): void {
  const groups = [...logs.state.groups.values()];
  const known = new Set(groups.map(({ id }) => id));
  for (const groupId of logs.database.groupIds()) if (!known.has(groupId)) logs.database.deleteGroup(groupId);
  for (const group of groups) {
    if (group.retentionDays !== undefined) logs.database.deleteBefore(group.id, retainedSinceMs(logs, group));
  }
}

/** Amazon CloudWatch Logs: groups, streams and events, with retention and encryption. */
export const createLogs: ServiceFactory = (runtime) => {
  const logs: Logs = {
    runtime,
    state: openLogsState(runtime.store),
    database: openLogDatabase(runtime.dataDir),
    ciphers: new Map(),
  };
  let cancelSweep = () => {};
  const sweepRegularly = () => {
    sweep(logs);
    cancelSweep = runtime.clock.after(SWEEP_INTERVAL_MS, sweepRegularly);
  };
  return {
    signingName: "logs",
    protocol: "awsJson1.1",
    sdk,
    operations: {
      AssociateKmsKey: associateKmsKey(logs),
      CreateLogGroup: createLogGroup(logs),
      CreateLogStream: createLogStream(logs),
      DeleteLogGroup: deleteLogGroup(logs),
      DeleteLogStream: deleteLogStream(logs),
      DeleteRetentionPolicy: deleteRetentionPolicy(logs),
      DescribeLogGroups: describeLogGroups(logs),
      DescribeLogStreams: describeLogStreams(logs),
      DisassociateKmsKey: disassociateKmsKey(logs),
      FilterLogEvents: filterLogEvents(logs),
      GetLogEvents: getLogEvents(logs),
      ListTagsForResource: listTagsForResource(logs),
      PutLogEvents: putLogEvents(logs),
      PutRetentionPolicy: putRetentionPolicy(logs),
      TagResource: tagResource(logs),
      UntagResource: untagResource(logs),
    },
    start: sweepRegularly,
    stop() {
      cancelSweep();
      logs.database.close();
    },
  };
};
