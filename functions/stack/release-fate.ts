import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { ReleaseAborted } from "../../core/errors.ts";
import type { RunStore } from "../command/run-record.ts";
import type { CurrentRelease } from "./current-release.ts";

/**
 * What becomes of a release's new colour: everything is put back, or it serves, with what whoever finishes its work has to
 * know.
 */
export type ReleaseFate =
  | { readonly fate: "PUT_BACK" }
  | { readonly fate: "SERVING"; readonly current: CurrentRelease };

/**
 * Decides what becomes of a release, unless that was decided before; gives what was decided. A function goes on
 * working when somebody stops its execution, so PostProvision and PutBack may run at the same time: whoever asks first
 * has its way, and the other one lets it.
 */
export async function decideFate(
  { dynamo, table }: RunStore,
  releaseId: string,
  wanted: ReleaseFate,
): Promise<ReleaseFate> {
  try {
    const Item = { id: fateId(releaseId), ...wanted };
    const ConditionExpression = "attribute_not_exists(id)";
    await dynamo.send(new PutCommand({ TableName: table, Item, ConditionExpression }));
    return wanted;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await readFate({ dynamo, table }, releaseId)) ?? wanted;
  }
}

/** What was decided of a release; undefined while it is open. */
export async function readFate(
  { dynamo, table }: RunStore,
  releaseId: string,
): Promise<ReleaseFate | undefined> {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { id: fateId(releaseId) }, ConsistentRead: true }),
  );
  return Item as ReleaseFate | undefined;
}

/** Throws ReleaseAborted when a release is put back: nothing more may be built for it. */
export async function refuseWhenPutBack(store: RunStore, releaseId: string): Promise<void> {
  if ((await readFate(store, releaseId))?.fate === "PUT_BACK") throw putBackMeanwhile(releaseId);
}

/** What a function ends with that finds its release put back. */
export function putBackMeanwhile(releaseId: string): ReleaseAborted {
  return new ReleaseAborted(
    `expected ${releaseId} to be under way; it was stopped and is put back, so nothing more is done for it`,
  );
}

function fateId(releaseId: string): string {
  return `${releaseId}/fate`;
}
