import type { Json, JsonObject } from "../../../../asl/json.ts";
import { type ChildResult, describeChild } from "./child-result.ts";

export type Transformation = "NONE" | "COMPACT" | "FLATTEN";
export type OutputType = "JSON" | "JSONL";

/** How results are formatted: as `WriterConfig` says, else as AWS does by default. */
export interface ResultFormat {
  readonly transformation: Transformation;
  readonly outputType: OutputType;
}

/** Results that stay in the state are compact by default, those that are exported are whole. */
export function formatOf(config: JsonObject | undefined, exported: boolean): ResultFormat {
  return {
    transformation: (config?.Transformation as Transformation) ?? (exported ? "NONE" : "COMPACT"),
    outputType: (config?.OutputType as OutputType) ?? "JSON",
  };
}

/** What one child execution contributes to the results; one that did not succeed is always shown whole. */
export function transform(child: ChildResult, transformation: Transformation): readonly Json[] {
  if (transformation === "NONE" || child.kind === "pending" || child.row.status !== "SUCCEEDED")
    return [describeChild(child)];
  const output = JSON.parse(child.row.output ?? "null") as Json;
  return transformation === "FLATTEN" && Array.isArray(output) ? output : [output];
}
