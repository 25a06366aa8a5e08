import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { TurnBusy } from "../../core/errors.ts";
import type { Release } from "../../core/release/release.ts";
import { freeLock, type TurnLock } from "./turn-lock.ts";

export interface TurnStore {
  readonly dynamo: DynamoDBDocumentClient;
  /** The runs table. */
  readonly table: string;
}

export interface TurnPlace {
  readonly application: string;
  readonly environment: string;
}

const ATTEMPTS = 20;

/**
 * Changes a lock: reads it, computes the next one and writes it on condition that nobody changed it meanwhile; starts
 * over when somebody did. A change that gives the same lock back writes nothing.
 */
export async function changeTurnLock(
  store: TurnStore,
  place: TurnPlace,
  change: (lock: TurnLock) => TurnLock,
): Promise<TurnLock> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const lock = await readTurnLock(store, place);
    const next = change(lock);
    if (next === lock || (await writeTurnLock(store, next, lock.version))) return next;
  }
  throw new TurnBusy(
    `expected to change the turn of ${place.application} in ${place.environment}; others did, ${ATTEMPTS} times`,
  );
}

/** Who has the turn, and who waits for it. */
export async function readTurnLock({ dynamo, table }: TurnStore, place: TurnPlace): Promise<TurnLock> {
  const free = freeLock(place.application, place.environment);
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { id: free.id }, ConsistentRead: true }),
  );
  return (Item as TurnLock | undefined) ?? free;
}

/** Whether a release has its application's turn: who has not leaves the stack alone, for it belongs to another release. */
export async function hasTurn(store: TurnStore, release: Release): Promise<boolean> {
  return (await readTurnLock(store, release)).holder === release.id;
}

async function writeTurnLock(
  { dynamo, table }: TurnStore,
  next: TurnLock,
  fromVersion: number,
): Promise<boolean> {
  try {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: next,
        ConditionExpression: fromVersion === 0 ? "attribute_not_exists(id)" : "#version = :version",
        ...(fromVersion > 0 && {
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":version": fromVersion },
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
