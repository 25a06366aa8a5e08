import type { Json } from "../../../../asl/json.ts";
import { createObjectWriter, type ObjectPlace, type ObjectWriter } from "./object-writer.ts";
import type { OutputType } from "./transformation.ts";

/** A file of results that comes to be with its first one. */
export interface ResultFile {
  add(values: readonly Json[]): Promise<void>;
  /** Its entry in the manifest; undefined when there is no result, and so no file. */
  close(): Promise<{ readonly Key: string; readonly Size: number } | undefined>;
}

const FRAMES = {
  JSON: { start: "[", between: ",", end: "]" },
  JSONL: { start: "", between: "\n", end: "\n" },
} as const satisfies Record<OutputType, object>;

export function createResultFile(place: ObjectPlace, outputType: OutputType): ResultFile {
  const frame = FRAMES[outputType];
  let writer: ObjectWriter | undefined;
  let isEmpty = true;
  return {
    async add(values) {
      writer ??= createObjectWriter(place);
      for (const value of values) {
        await writer.write((isEmpty ? frame.start : frame.between) + JSON.stringify(value));
        isEmpty = false;
      }
    },
    async close() {
      if (writer === undefined) return undefined;
      await writer.write((isEmpty ? frame.start : "") + frame.end);
      return { Key: place.Key, Size: await writer.close() };
    },
  };
}
