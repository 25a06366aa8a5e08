import { AwsError } from "../../protocol/aws-error.ts";

interface Attribute {
  readonly byDefault: string;
  /** Whether a value can be honoured; an attribute without this can only keep its default. */
  readonly allows?: (value: string) => boolean;
}

type AttributeTable = Readonly<Record<string, Attribute>>;

const wholeNumber = (from: number, to: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to;
const truth = (value: string) => value === "true" || value === "false";

export const LOAD_BALANCER_ATTRIBUTES: AttributeTable = {
  "access_logs.s3.enabled": { byDefault: "false" },
  "deletion_protection.enabled": { byDefault: "false", allows: truth },
  "idle_timeout.timeout_seconds": { byDefault: "60", allows: wholeNumber(1, 4000) },
  "routing.http2.enabled": { byDefault: "true" },
  "routing.http.drop_invalid_header_fields.enabled": { byDefault: "false" },
  "routing.http.preserve_host_header.enabled": { byDefault: "true" },
  "routing.http.xff_header_processing.mode": { byDefault: "append" },
};

export const TARGET_GROUP_ATTRIBUTES: AttributeTable = {
  "deregistration_delay.timeout_seconds": { byDefault: "300", allows: wholeNumber(0, 3600) },
  "load_balancing.algorithm.type": { byDefault: "round_robin" },
  "slow_start.duration_seconds": { byDefault: "0" },
  "stickiness.enabled": { byDefault: "false" },
  "stickiness.type": { byDefault: "lb_cookie" },
};

export function defaultAttributes(table: AttributeTable): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(([key, attribute]) => [key, attribute.byDefault]));
}

/** The attributes after a change; refuses unknown ones and values that are not honoured. */
export function changeAttributes(
  table: AttributeTable,
  current: Readonly<Record<string, string>>,
  changes: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Readonly<Record<string, string>> {
  for (const { Key = "", Value = "" } of changes) {
    const attribute = Object.hasOwn(table, Key) ? table[Key] : undefined;
    if (attribute === undefined) throw invalid(`the attribute '${Key}' is not recognized`);
    const allowed = attribute.allows?.(Value) ?? Value === attribute.byDefault;
    if (!allowed) throw invalid(`the attribute '${Key}' cannot be '${Value}'`);
  }
  return { ...current, ...Object.fromEntries(changes.map(({ Key = "", Value = "" }) => [Key, Value])) };
}

export function toAttributeList(
  attributes: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidConfigurationRequest", `Elastic Load Balancing: ${message}`);
}
