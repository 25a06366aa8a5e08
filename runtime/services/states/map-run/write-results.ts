import type { MapRunEffect } from "../../../asl/effect.ts";
import { isJsonObject, type Json } from "../../../asl/json.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";

interface Writing {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly effect: MapRunEffect;
  readonly rows: readonly JournalRow[];
}

/**
 * The result of a map run: the outputs of its child executions in the order of their items, or, with a ResultWriter,
 * where they were written (`manifest.json` and one file a status, as AWS lays them out).
 */
export async function collectResults(writing: Writing): Promise<Json> {
  const { effect, rows } = writing;
  const outputs = rows
    .filter(({ status }) => status === "SUCCEEDED")
    .map(({ output }) => JSON.parse(output ?? "null") as Json);
  const { writer } = effect;
  if (writer?.resource === undefined || !isJsonObject(writer.parameters)) return outputs;
  return writeResults(writing, {
    Bucket: String(writer.parameters.Bucket),
    prefix: String(writer.parameters.Prefix ?? ""),
  });
}

async function writeResults(
  { runtime, caller, effect, rows }: Writing,
  { Bucket, prefix }: { Bucket: string; prefix: string },
): Promise<Json> {
  const uuid = effect.mapRunArn.slice(effect.mapRunArn.lastIndexOf(":") + 1);
  const folder = [prefix.replace(/\/$/, ""), uuid].filter((part) => part !== "").join("/");
  const put = (Key: string, value: Json) => {
    const Body = Buffer.from(JSON.stringify(value));
    return runtime.aws.call(
      "s3",
      "PutObject",
      { Bucket, Key, Body, ContentType: "application/json" },
      caller,
    );
  };
  const files: Record<string, Json> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const status of ["FAILED", "SUCCEEDED"] as const) {
    const chosen = rows.filter((row) => (row.status === "SUCCEEDED") === (status === "SUCCEEDED"));
    if (chosen.length === 0) continue;
    const Key = `${folder}/${status}_0.json`;
    const content = chosen.map(describeChild);
    await put(Key, content);
    files[status] = [{ Key, Size: Buffer.byteLength(JSON.stringify(content)) }];
  }
  const Key = `${folder}/manifest.json`;
  await put(Key, { DestinationBucket: Bucket, MapRunArn: effect.mapRunArn, ResultFiles: files });
  return { MapRunArn: effect.mapRunArn, ResultWriterDetails: { Bucket, Key } };
}

function describeChild(row: JournalRow): Json {
  return {
    ExecutionArn: row.arn,
    Input: row.input,
    InputDetails: { Included: true },
    Name: row.name,
    ...(row.output === undefined ? {} : { Output: row.output, OutputDetails: { Included: true } }),
    ...(row.error === undefined ? {} : { Error: row.error }),
    ...(row.cause === undefined ? {} : { Cause: row.cause }),
    RedriveCount: 0,
    RedriveStatus: row.status === "SUCCEEDED" ? "NOT_REDRIVABLE" : "REDRIVABLE",
    StartDate: new Date(row.startedMs).toISOString(),
    StateMachineArn: row.stateMachineArn,
    Status: row.status,
    ...(row.stoppedMs === undefined ? {} : { StopDate: new Date(row.stoppedMs).toISOString() }),
  };
}
