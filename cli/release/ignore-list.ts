import { readFile } from "node:fs/promises";
import { join, matchesGlob } from "node:path";

/** What never belongs in an artifact. `repave.yaml` travels by itself, since it may name secrets. */
const alwaysIgnored = [
  ".git",
  ".repave",
  ".repaveignore",
  "/repave.yaml",
  ".DS_Store",
  ".env",
  ".env.*",
  "*.log",
];

interface IgnorePattern {
  readonly globs: readonly string[];
  readonly negated: boolean;
}

/** Says of a path (relative, with forward slashes) whether it stays out of the artifact. */
export type Ignores = (path: string) => boolean;

/**
 * Reads `.repaveignore`, written as `.gitignore` is: a pattern a line, `#` comments, `!` takes back, a leading slash
 * ties to the top folder; a match on a folder covers what is in it. The last pattern that matches decides.
 */
export async function readIgnoreList(folder: string): Promise<Ignores> {
  const text = await readFile(join(folder, ".repaveignore"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return compileIgnoreList(text);
}

/** The same for the text of an ignore file. */
export function compileIgnoreList(text: string): Ignores {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const own = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const patterns = [...alwaysIgnored, ...own].map(compile);
  return (path) =>
    patterns.findLast((pattern) => pattern.globs.some((glob) => matchesGlob(path, glob)))?.negated === false;
}

function compile(line: string): IgnorePattern {
  const negated = line.startsWith("!");
  const bare = line.replace(/^!/, "").replace(/\/$/, "");
  const tied = bare.includes("/");
  const base = bare.replace(/^\//, "");
  const globs = tied ? [base, `${base}/**`] : [base, `**/${base}`, `${base}/**`, `**/${base}/**`];
  return { globs, negated };
}
