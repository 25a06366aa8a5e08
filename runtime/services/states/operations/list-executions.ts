import type { ExecutionListItem, ListExecutionsInput, ListExecutionsOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { JournalQuery } from "../../../storage/journal.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { pageSize } from "../constraints.ts";
import { infoOf } from "../execution-info.ts";
import { type MapRun, openRedriveToken, shownStatus } from "../map-run/map-run-state.ts";
import { redrivesOf } from "../redrive-status.ts";
import { resolveTarget } from "../start-target.ts";
import { type States, typeNotSupported } from "../states.ts";
import { findMapRun } from "./map-runs.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html: the newest first. */
export function listExecutions(states: States): Operation<ListExecutionsInput, ListExecutionsOutput> {
  return (input) => {
    const limit = pageSize(input.maxResults);
    const token = input.nextToken;
    const redriven = checkFilters(input);
    const mapRun = input.mapRunArn === undefined ? undefined : findMapRun(states, input.mapRunArn);
    const redriveToken = mapRun === undefined ? undefined : openRedriveToken(mapRun);
    const rows = states.journal.list({
      ...ownerOf(states, input, mapRun),
      status: input.statusFilter,
      redriven,
      redriveToken,
      limit: limit + 1,
      after: token === undefined ? undefined : readPosition(token),
    });
    const last = rows[limit - 1];
    return {
      executions: rows.slice(0, limit).map((row) => listItem(row, mapRun)),
      ...(rows.length > limit && last !== undefined ? { nextToken: writePosition(last) } : {}),
    };
  };
}

/** Refuses filters that do not go together; gives what is asked for of redrives. */
function checkFilters(input: ListExecutionsInput): boolean | undefined {
  const { stateMachineArn, mapRunArn, redriveFilter, statusFilter } = input;
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    refuse("Must provide exactly one of stateMachineArn and mapRunArn");
  if (statusFilter === "PENDING_REDRIVE" && mapRunArn === undefined)
    refuse("The statusFilter PENDING_REDRIVE can only be used with mapRunArn");
  if (redriveFilter === undefined) return undefined;
  if (mapRunArn === undefined) refuse("redriveFilter can only be used with mapRunArn");
  return redriveFilter === "REDRIVEN";
}

function refuse(message: string): never {
  throw new AwsError("ValidationException", message);
}

type Owner = Pick<JournalQuery, "of" | "versionArn" | "aliasArn">;

function ownerOf(
  states: States,
  { stateMachineArn }: ListExecutionsInput,
  mapRun: MapRun | undefined,
): Owner {
  if (mapRun !== undefined)
    return { of: { mapRunArn: mapRun.arn }, versionArn: undefined, aliasArn: undefined };
  const { machine, versionArn, aliasArn } = resolveTarget(states, stateMachineArn);
  if (machine.type === "EXPRESS") throw typeNotSupported();
  return {
    of: { stateMachineArn: machine.arn },
    versionArn: aliasArn === undefined ? versionArn : undefined,
    aliasArn,
  };
}

function listItem(row: JournalRow, mapRun: MapRun | undefined): ExecutionListItem {
  const info = infoOf(row);
  return {
    executionArn: row.arn,
    stateMachineArn: row.stateMachineArn,
    name: row.name,
    status: shownStatus(row, mapRun),
    startDate: new Date(row.startedMs),
    ...(row.stoppedMs === undefined ? {} : { stopDate: new Date(row.stoppedMs) }),
    ...(info.stateMachineVersionArn === undefined
      ? {}
      : { stateMachineVersionArn: info.stateMachineVersionArn }),
    ...(mapRun === undefined ? {} : { mapRunArn: mapRun.arn, itemCount: info.itemCount ?? 1 }),
    ...redrivesOf(row),
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
