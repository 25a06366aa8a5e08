import { AwsError } from "../../protocol/aws-error.ts";
import { type MemberLimit, memberLimit } from "./input-limits.ts";

/** Refuses a request whose members are too long, too large or none of the values allowed, naming all of them as AWS does. */
export function checkInput(operation: string, input: Readonly<Record<string, unknown>>): void {
  const broken: string[] = [];
  for (const [member, value] of Object.entries(input)) {
    const limit = memberLimit(operation, member);
    const constraint = limit === undefined ? undefined : brokenConstraint(limit, value);
    if (limit === undefined || constraint === undefined) continue;
    const shown = limit.sensitive ? "Value" : `Value '${value}'`;
    broken.push(`${shown} at '${member}' failed to satisfy constraint: Member must ${constraint}`);
  }
  if (broken.length === 0) return;
  const errors = broken.length === 1 ? "1 validation error" : `${broken.length} validation errors`;
  throw new AwsError("ValidationException", `${errors} detected: ${broken.join("; ")}`);
}

function brokenConstraint(limit: MemberLimit, value: unknown): string | undefined {
  const { least, most, pattern, values, inBytes } = limit;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  if (values !== undefined && !values.includes(String(value)))
    return `satisfy enum value set: [${values.join(", ")}]`;
  const measure = typeof value === "number" ? value : inBytes ? Buffer.byteLength(value) : value.length;
  const what = typeof value === "number" ? "value" : "length";
  if (least !== undefined && measure < least) return `have ${what} greater than or equal to ${least}`;
  if (most !== undefined && measure > most) return `have ${what} less than or equal to ${most}`;
  if (pattern !== undefined && typeof value === "string" && !pattern.test(value))
    return `satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, "")}`;
  return undefined;
}
