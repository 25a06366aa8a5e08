import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { Problem } from "../checks/problem.ts";
import type { Victim } from "../victim/victim.ts";
import { BUCKET, TABLE } from "../workloads/workload.ts";
import type { PlannedExecution } from "./planned-execution.ts";

/** What executions put into other services' stores is there, whole, and once. */
export async function checkStores(victim: Victim, ended: readonly PlannedExecution[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const one of ended) if (one.workload.writes) problems.push(...(await checkResults(victim.s3(), one)));
  for (const one of ended) if (one.workload.puts) problems.push(...(await checkItem(victim.dynamodb(), one)));
  return problems;
}

/** One manifest, and the results of all children in one file beside it. */
async function checkResults(
  s3: S3Client,
  { name, workload }: Pick<PlannedExecution, "name" | "workload">,
): Promise<Problem[]> {
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${name}/` }));
  const keys = (listed.Contents ?? []).map(({ Key = "" }) => Key).sort();
  const files = keys.map((key) => key.split("/").at(-1));
  if (files.join() !== "SUCCEEDED_0.json,manifest.json")
    return [{ kind: files.length < 2 ? "lost" : "doubled", text: `the results of ${name} are ${keys}` }];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: keys[0] }));
  const results = JSON.parse((await Body?.transformToString()) ?? "") as readonly { ExecutionArn: string }[];
  const found = new Set(results.map(({ ExecutionArn }) => ExecutionArn)).size;
  const expected = workload.children?.count ?? 0;
  if (found === expected && results.length === expected) return [];
  const kind = found < expected ? "lost" : "doubled";
  return [{ kind, text: `${name} wrote ${results.length} results of ${found} children, not ${expected}` }];
}

async function checkItem(dynamodb: DynamoDBClient, { name }: PlannedExecution): Promise<Problem[]> {
  const { Responses } = await dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: [{ id: { S: name } }] } } }),
  );
  const value = Responses?.[TABLE]?.[0]?.value?.N;
  return value === "2" ? [] : [{ kind: "lost", text: `the item of ${name} has ${value}` }];
}
