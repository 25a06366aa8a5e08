import type { ExecutionListItem, ListExecutionsInput, ListExecutionsOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { JournalQuery } from "../../../storage/journal.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { checkMaxResults, checkNextToken, checkStatus } from "../constraints.ts";
import { infoOf } from "../execution-info.ts";
import { resolveTarget } from "../start-target.ts";
import { type States, typeNotSupported } from "../states.ts";
import { findMapRun } from "./map-runs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html: the newest first. */
export function listExecutions(states: States): Operation<ListExecutionsInput, ListExecutionsOutput> {
  return (input) => {
    const limit = checkMaxResults(input.maxResults);
    const token = checkNextToken(input.nextToken, 3096);
    const status = checkStatus(input.statusFilter);
    const rows = states.journal.list({
      ...ownerOf(states, input),
      status,
      limit: limit + 1,
      after: token === undefined ? undefined : readPosition(token),
    });
    const last = rows[limit - 1];
    return {
      executions: rows.slice(0, limit).map(listItem),
      ...(rows.length > limit && last !== undefined ? { nextToken: writePosition(last) } : {}),
    };
  };
}

type Owner = Pick<JournalQuery, "of" | "versionArn" | "aliasArn">;

function ownerOf(states: States, { stateMachineArn, mapRunArn }: ListExecutionsInput): Owner {
  if (mapRunArn !== undefined) {
    return {
      of: { mapRunArn: findMapRun(states, mapRunArn).arn },
      versionArn: undefined,
      aliasArn: undefined,
    };
  }
  const { machine, versionArn, aliasArn } = resolveTarget(states, stateMachineArn);
  if (machine.type === "EXPRESS") throw typeNotSupported();
  return {
    of: { stateMachineArn: machine.arn },
    versionArn: aliasArn === undefined ? versionArn : undefined,
    aliasArn,
  };
}

function listItem(row: JournalRow): ExecutionListItem {
  const info = infoOf(row);
  return {
    executionArn: row.arn,
    stateMachineArn: row.stateMachineArn,
    name: row.name,
    status: row.status as NonNullable<ExecutionListItem["status"]>,
    startDate: new Date(row.startedMs),
    ...(row.stoppedMs === undefined ? {} : { stopDate: new Date(row.stoppedMs) }),
    ...(info.stateMachineVersionArn === undefined
      ? {}
      : { stateMachineVersionArn: info.stateMachineVersionArn }),
    ...(info.mapRunArn === undefined ? {} : { mapRunArn: info.mapRunArn }),
    ...(info.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: info.stateMachineAliasArn }),
  };
}

function writePosition({ startedMs, id }: JournalRow): string {
  return Buffer.from(`${startedMs}.${id}`).toString("base64url");
}

function readPosition(token: string): { startedMs: number; id: number } {
  const match = /^(\d+)\.(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  return { startedMs: Number(match[1]), id: Number(match[2]) };
}
