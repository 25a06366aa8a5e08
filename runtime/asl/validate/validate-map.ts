import { isJsonObject, type JsonObject } from "../json.ts";
import { at, type Check, complain } from "./diagnostic.ts";
import { type BlockContext, validateBlock } from "./validate-block.ts";
import { validateDistributedParts } from "./validate-distributed.ts";

const LONGEST_LABEL = 40;
const LABEL = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\p{Cn}]*$/u;

/** Checks the item processor of a Map state and the fields that only its distributed mode has. */
export function validateMap(state: JsonObject, check: Check, context: BlockContext): undefined {
  const name = state.ItemProcessor === undefined ? "Iterator" : "ItemProcessor";
  const processor = state[name];
  if (!isJsonObject(processor)) return;
  const below = { ...at(check, name), language: check.machineLanguage };
  const config = processor.ProcessorConfig;
  const distributed = isJsonObject(config) && config.Mode === "DISTRIBUTED";
  if (isJsonObject(config)) validateConfig(config, at(below, "ProcessorConfig"));
  const executionType = isJsonObject(config) && config.ExecutionType === "EXPRESS" ? "EXPRESS" : check.type;
  const names = distributed ? new Set<string>() : context.names;
  validateBlock(processor, { ...below, type: executionType }, { ...context, names, outermost: false });
  validateDistributedParts(state, check);
  if (typeof state.Label === "string") validateLabel(state.Label, at(check, "Label"), context.labels);
  if (distributed) return;
  for (const field of ["ItemReader", "ItemBatcher", "ResultWriter"]) {
    if (state[field] !== undefined)
      complain(check, `Field '${field}' is only supported in DISTRIBUTED mode`, `/${field}`);
  }
}

function validateConfig(config: JsonObject, check: Check): undefined {
  const mode = config.Mode ?? "INLINE";
  if (mode !== "INLINE" && mode !== "DISTRIBUTED")
    complain(check, "Value is not valid. Expected 'INLINE' or 'DISTRIBUTED'", "/Mode");
  if (mode !== "DISTRIBUTED") return;
  const type = config.ExecutionType;
  if (type !== "STANDARD" && type !== "EXPRESS") {
    complain(check, "Value is not valid. Expected 'STANDARD' or 'EXPRESS'", "/ExecutionType");
  }
}

function validateLabel(label: string, check: Check, labels: Set<string>): undefined {
  if (labels.has(label)) {
    const { location } = check;
    const message = `Duplicate label name: ${label}`;
    check.diagnostics.push({ severity: "ERROR", code: "DUPLICATE_LABEL_NAME", message, location });
  }
  labels.add(label);
  if (label === "") complain(check, "Label cannot be empty");
  if (label.length > LONGEST_LABEL) complain(check, `Label cannot exceed ${LONGEST_LABEL} characters`);
  if (!LABEL.test(label)) complain(check, "Label contains an invalid character");
}
