import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { promisify } from "node:util";

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

/** The commit that a folder is at; undefined when it is in no git repository, or git is not there. */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", folder, "rev-parse", "HEAD"]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}
