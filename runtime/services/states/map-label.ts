import { isJsonObject, type Json } from "../../asl/json.ts";

/** What the distributed Map with a label runs, as the definition of its child executions. */
export function labelledProcessor(definition: string, label: string): string | undefined {
  const processor = find(JSON.parse(definition) as Json, label);
  return processor === undefined ? undefined : JSON.stringify(processor);
}

function find(value: Json, label: string): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isJsonObject(value) && value.Type === "Map" && value.Label === label) {
    const processor = value.ItemProcessor ?? value.Iterator;
    if (isJsonObject(processor)) {
      const { ProcessorConfig: _config, ...states } = processor;
      return states;
    }
  }
  for (const part of Object.values(value)) {
    const found = find(part as Json, label);
    if (found !== undefined) return found;
  }
  return undefined;
}
