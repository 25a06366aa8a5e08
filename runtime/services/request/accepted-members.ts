import { AwsError } from "../../protocol/aws-error.ts";

/**
 * Refuses a request that has a member that this operation does not act on, by its name, so that nothing is ignored
 * in silence. Empty lists and `undefined` ask for nothing and pass.
 */
export function refuseOtherMembers(
  input: object,
  options: Readonly<{ accepted: readonly string[]; code: string; where: string }>,
): void {
  const others = Object.entries(input).filter(
    ([name, value]) => !options.accepted.includes(name) && asks(value),
  );
  if (others.length === 0) return;
  const names = others.map(([name]) => name).join(", ");
  throw new AwsError(options.code, `${options.where}: not emulated: ${names}`);
}

function asks(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}
