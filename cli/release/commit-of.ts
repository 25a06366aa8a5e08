import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The commit that holds what a folder holds, for the ledger. Undefined where there is none: outside a git repository,
 * without git, and while something in the folder is not committed.
 */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    const [commit, changes] = await Promise.all([
      git(folder, ["rev-parse", "HEAD"]),
      git(folder, ["status", "--porcelain", "--", "."]),
    ]);
    return changes === "" ? commit : undefined;
  } catch {
    return undefined;
  }
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", folder, ...words]);
  return stdout.trim();
}
