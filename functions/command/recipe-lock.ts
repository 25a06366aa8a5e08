import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { RecipeBusy } from "../../core/errors.ts";
import type { RunStore } from "./run-record.ts";

interface RecipeLock {
  readonly id: string;
  /** The run that bakes. */
  readonly holder: string;
}

/** Whether a run may still bake: whether its release is under way. */
export type IsRunLive = (run: string) => Promise<boolean>;

/**
 * Takes the right to bake a recipe for a run; again is harmless. A holder whose release has ended is replaced. Throws
 * RecipeBusy when another live run holds it: its image can be reused when it is done.
 */
export async function takeRecipeLock(
  store: RunStore,
  lock: Readonly<{ recipeDigest: string; run: string }>,
  isRunLive: IsRunLive,
): Promise<void> {
  const wanted = { id: lockId(lock.recipeDigest), holder: lock.run };
  if (await putLock(store, wanted, lock.run)) return;
  const holder = await readHolder(store, wanted.id);
  if (holder !== undefined && !(await isRunLive(holder)) && (await putLock(store, wanted, holder))) return;
  throw new RecipeBusy(
    `expected to bake recipe ${lock.recipeDigest}; ${holder ?? "another run"} bakes it now: its image will do`,
  );
}

/** Lets go of a recipe, when this run holds it. */
export async function releaseRecipeLock(
  { dynamo, table }: RunStore,
  lock: Readonly<{ recipeDigest: string; run: string }>,
): Promise<void> {
  try {
    await dynamo.send(
      new DeleteCommand({
        TableName: table,
        Key: { id: lockId(lock.recipeDigest) },
        ConditionExpression: "holder = :run",
        ExpressionAttributeValues: { ":run": lock.run },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function putLock(
  { dynamo, table }: RunStore,
  lock: RecipeLock,
  expectedHolder: string,
): Promise<boolean> {
  try {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: lock,
        ConditionExpression: "attribute_not_exists(id) OR holder = :expected",
        ExpressionAttributeValues: { ":expected": expectedHolder },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function readHolder({ dynamo, table }: RunStore, id: string): Promise<string | undefined> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return (Item as RecipeLock | undefined)?.holder;
}

function lockId(recipeDigest: string): string {
  return `recipe#${recipeDigest}`;
}
