import { AwsError } from "./aws-error.ts";

/**
 * Refuses, by name, the members of an input that would change what an operation does and are not emulated.
 * Absent, `false`, empty lists and empty maps pass: they ask for nothing.
 */
export function refuseMembers(
  input: object,
  names: readonly string[],
  options: Readonly<{ code: string; status?: number }>,
): void {
  const fields = input as Readonly<Record<string, unknown>>;
  const asked = names.filter((name) => asksForSomething(fields[name]));
  if (asked.length === 0) return;
  const message = `Not emulated by the embedded AWS: ${asked.join(", ")}. Leave it out, or use AWS.`;
  throw new AwsError(options.code, message, { status: options.status ?? 400 });
}

function asksForSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
