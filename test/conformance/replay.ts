import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Where the recordings are, when they are: beside the repository, not in it. */
export const SUITE = path.resolve(ROOT, "../shared/conformance");

/** What became of one case. */
export interface CaseResult {
  readonly id: string;
  readonly result: "passed" | "failed" | "skipped";
  /** Differs only by the order of concurrent events, of which AWS has several, too. */
  readonly reordered?: boolean;
  readonly diffs?: readonly unknown[];
}

/** Replays the recordings whose id contains a text, or all, against an engine of their own. */
export async function replay(text?: string): Promise<readonly CaseResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "repave-replay-"));
  const file = path.join(folder, "results.json");
  const only = text === undefined ? [] : ["--case", text];
  try {
    const script = path.join(ROOT, "scripts/conformance.ts");
    const child = spawn(process.execPath, [script, "--json", file, ...only], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    await ended(child);
    return (JSON.parse(readFileSync(file, "utf8")) as { results: CaseResult[] }).results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when the child has ended well; takes it along when this process ends first. */
async function ended(child: ChildProcess): Promise<void> {
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  process.off("exit", stop);
  if (code !== 0) throw new Error(`the replay ended with ${code}`);
}
