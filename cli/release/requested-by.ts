import { hostname, userInfo } from "node:os";

const LONGEST_NAME = 256;

/** Who asks for the release, as the ledger will say: the user on the machine that publishes. */
export function requestedBy(): string {
  return `${userName()}@${hostname()}`.slice(0, LONGEST_NAME);
}

/** A container may run as a user id that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? `uid-${process.getuid?.()}`;
  }
}
