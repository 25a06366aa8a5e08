import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { StoredObject } from "../../core/stage-results.ts";

/** A function's own timeout: so long after an attempt was begun nobody is left who could still send its command. */
export const LONGEST_START_MS = 60_000;

/** A stage's work for a release, as the runs table keeps it: which attempt, and by which command. */
export interface RunRecord {
  /** `<release id>/<stage>` */
  readonly id: string;
  readonly attempt: number;
  /** `STARTING` until the command is known, or `NOT_SENT` when there is none; then `RUNNING`, then the command's last. */
  readonly status: string;
  /** ISO 8601: when this attempt was begun. */
  readonly startedAt: string;
  /** Where the worker of this attempt writes its result. */
  readonly result: StoredObject;
  readonly commandId?: string;
  readonly instanceId?: string;
}

export interface RunStore {
  readonly dynamo: DynamoDBDocumentClient;
  /** The runs table. */
  readonly table: string;
}

/** The record of a run; undefined when it was never begun. */
export async function readRun({ dynamo, table }: RunStore, id: string): Promise<RunRecord | undefined> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return Item as RunRecord | undefined;
}

/** Begins a run, unless it was begun before: then gives the record that is there. */
export async function beginRun({ dynamo, table }: RunStore, run: RunRecord): Promise<RunRecord | undefined> {
  try {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: run,
        ConditionExpression: "attribute_not_exists(id)",
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return readRun({ dynamo, table }, run.id);
    throw error;
  }
}

/** Replaces a dead attempt by the next one; false when somebody else did so first. */
export function beginNextAttempt({ dynamo, table }: RunStore, next: RunRecord): Promise<boolean> {
  return onCondition(
    dynamo.send(
      new PutCommand({
        TableName: table,
        Item: next,
        ConditionExpression: "attempt = :previous",
        ExpressionAttributeValues: { ":previous": next.attempt - 1 },
      }),
    ),
  );
}

/** Notes the command of an attempt, or how it ended; false when the run is at another attempt by now. */
export function noteCommand(
  store: RunStore,
  run: Pick<RunRecord, "id" | "attempt">,
  command: Readonly<{ commandId: string; instanceId: string; status: string }>,
): Promise<boolean> {
  return updateAttempt(store, run, {
    set: "commandId = :command, instanceId = :instance, #status = :status",
    values: { ":command": command.commandId, ":instance": command.instanceId, ":status": command.status },
  });
}

/** Notes that an attempt came to no command, so that the next one need not wait for it. */
export function noteNotSent(store: RunStore, run: Pick<RunRecord, "id" | "attempt">): Promise<boolean> {
  return updateAttempt(store, run, { set: "#status = :status", values: { ":status": "NOT_SENT" } });
}

/** Changes a run's record while it is still at this attempt. */
function updateAttempt(
  { dynamo, table }: RunStore,
  { id, attempt }: Pick<RunRecord, "id" | "attempt">,
  { set, values }: Readonly<{ set: string; values: Readonly<Record<string, string>> }>,
): Promise<boolean> {
  return onCondition(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression: `SET ${set}`,
        ConditionExpression: "attempt = :attempt",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ...values, ":attempt": attempt },
      }),
    ),
  );
}

async function onCondition(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
