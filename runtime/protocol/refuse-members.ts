import { AwsError } from "./aws-error.ts";

export interface Refusal {
  readonly code: string;
  readonly status?: number;
  /** The part of the request that the members are in, when it is not the request itself. */
  readonly where?: string;
}

/** Refuses, by name, the members of an input that would change what an operation does and are not emulated. */
export function refuseMembers(input: object, names: readonly string[], refusal: Refusal): void {
  refuse(
    askedMembers(input).filter((name) => names.includes(name)),
    refusal,
  );
}

/** Refuses, by name, every member of an input but those that an operation acts on, so that nothing is ignored in silence. */
export function refuseOtherMembers(input: object, accepted: readonly string[], refusal: Refusal): void {
  refuse(
    askedMembers(input).filter((name) => !accepted.includes(name)),
    refusal,
  );
}

/**
 * Absent, `false`, empty lists and empty maps ask for nothing: AWS treats them as if they were left out, and SDKs and
 * Terraform send them for what their user did not set.
 */
function askedMembers(input: object): readonly string[] {
  return Object.entries(input)
    .filter(([, value]) => asksForSomething(value))
    .map(([name]) => name);
}

function asksForSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  // The keys of bytes are as many as there are bytes.
  if (ArrayBuffer.isView(value)) return value.byteLength > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function refuse(asked: readonly string[], { code, status = 400, where }: Refusal): void {
  if (asked.length === 0) return;
  const names = asked.map((name) => (where === undefined ? name : `${where}.${name}`)).join(", ");
  const message = `Not emulated by the embedded AWS: ${names}. Leave it out, or use AWS.`;
  throw new AwsError(code, message, { status });
}
