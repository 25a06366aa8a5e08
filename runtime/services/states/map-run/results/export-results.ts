import type { JsonObject } from "../../../../asl/json.ts";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Runtime } from "../../../../kernel/service.ts";
import type { ChildResult } from "./child-result.ts";
import { createObjectWriter } from "./object-writer.ts";
import { createResultFile } from "./result-file.ts";
import { type ResultFormat, transform } from "./transformation.ts";

export interface Export {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly mapRunArn: string;
  readonly children: Iterable<ChildResult>;
  readonly format: ResultFormat;
  readonly Bucket: string;
  readonly Prefix: string;
}

const GROUPS = ["FAILED", "PENDING", "SUCCEEDED"] as const;

/**
 * Writes the results of a map run to S3: one file each for what succeeded, what did not and what was not started, and a
 * manifest of them. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export async function exportResults(request: Export): Promise<JsonObject> {
  const { runtime, caller, mapRunArn, format, Bucket, Prefix } = request;
  const uuid = mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1);
  const folder = [Prefix.replace(/\/$/, ""), uuid].filter((part) => part !== "").join("/");
  const fileFor = (group: string) => {
    const Key = `${folder}/${group}_0.${format.outputType.toLowerCase()}`;
    return createResultFile({ runtime, caller, Bucket, Key }, format.outputType);
  };
  const files = { FAILED: fileFor("FAILED"), PENDING: fileFor("PENDING"), SUCCEEDED: fileFor("SUCCEEDED") };
  for (const child of request.children)
    await files[groupOf(child)].add(transform(child, format.transformation));
  const ResultFiles: Record<string, JsonObject[]> = {};
  for (const group of GROUPS) {
    const entry = await files[group].close();
    ResultFiles[group] = entry === undefined ? [] : [{ ...entry }];
  }
  const Key = `${folder}/manifest.json`;
  const manifest = createObjectWriter({ runtime, caller, Bucket, Key });
  await manifest.write(JSON.stringify({ DestinationBucket: Bucket, MapRunArn: mapRunArn, ResultFiles }));
  await manifest.close();
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key } };
}

function groupOf(child: ChildResult): (typeof GROUPS)[number] {
  if (child.kind === "pending") return "PENDING";
  return child.row.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED";
}
