import pc from "picocolors";
import type { Target } from "../target/target.ts";
import { createTaskView } from "../terminal/task-view.ts";
import { followRelease } from "./follow-release.ts";
import { stageTasks } from "./stage-tasks.ts";
import type { ReleaseProgress } from "./stages.ts";

/** Follows a release on the terminal (standard error, so that results stay clean) and tells how it ended. */
export async function showRelease(options: {
  readonly target: Target;
  readonly release: string;
  readonly onAbsent?: () => Promise<void>;
  readonly signal?: AbortSignal;
}): Promise<ReleaseProgress> {
  const view = createTaskView({ stream: process.stderr, now: Date.now });
  try {
    return await followRelease({
      ...options,
      onProgress: (report) => view.show(stageTasks(report, report.release)),
    }).then((progress) => {
      view.close();
      process.stderr.write(endingOf(progress));
      return progress;
    });
  } catch (error) {
    view.close();
    throw error;
  }
}

/** The last words on a release: its address, or what went wrong in the words of the stage. */
export function endingOf(progress: ReleaseProgress): string {
  if (progress.status === "SUCCEEDED") {
    const url = progress.stages.at(-1)?.output?.url;
    return typeof url === "string" ? `\n  ${pc.green("serving")} ${url}\n` : "\n";
  }
  const cause = readableCause(progress.cause)
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  return `\n  ${pc.red(progress.status)} ${progress.error ?? ""}\n${cause}\n`;
}

/** Lambda wraps an error's text in JSON; people want the text. */
export function readableCause(cause = ""): string {
  try {
    const value = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof value.errorMessage === "string" ? value.errorMessage : cause;
  } catch {
    return cause;
  }
}
