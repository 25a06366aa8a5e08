import pc from "picocolors";
import { formatDuration } from "./duration.ts";

export type TaskState = "waiting" | "running" | "done" | "skipped" | "failed";

/** One line of progress: what is done, for how long, and a word on it. */
export interface Task {
  readonly title: string;
  readonly state: TaskState;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** A short fact: `reused`, `74 resources`. */
  readonly detail?: string;
  /** The last log line, shown while the task runs. */
  readonly log?: string;
  /** Tells tasks of one title apart: the release that a stage is of. */
  readonly group?: string;
  /** 0 for a step, 1 for a stage of a release below it. */
  readonly depth: number;
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPINNER_FRAME_MS = 80;
const TITLE_WIDTH = 16;

const marks = {
  waiting: () => pc.dim("·"),
  running: (nowMs: number) => pc.cyan(spinner[Math.floor(nowMs / SPINNER_FRAME_MS) % spinner.length] ?? "⠋"),
  done: () => pc.green("✔"),
  skipped: () => pc.dim("✔"),
  failed: () => pc.red("✖"),
} satisfies Record<TaskState, (nowMs: number) => string>;

/** How a line is drawn: `still` where it stays as it is, as in a file. */
export interface TaskDrawing {
  readonly nowMs: number;
  readonly width: number;
  readonly still?: boolean;
}

/** Draws one task as one line, cut to `width` columns. */
export function formatTask(task: Task, options: TaskDrawing): string {
  const indent = "  ".repeat(task.depth + 1);
  const title = task.title.padEnd(TITLE_WIDTH - 2 * task.depth);
  const seconds =
    task.startedMs === undefined ? "" : formatDuration((task.endedMs ?? options.nowMs) - task.startedMs);
  const plain = `${indent}X ${title} ${seconds.padStart(9)}  `;
  const room = Math.max(0, options.width - plain.length - 1);
  const rest = cut(task.state === "running" && task.log !== undefined ? task.log : (task.detail ?? ""), room);
  const paintedTitle = task.state === "waiting" ? pc.dim(title) : title;
  const mark = options.still === true && task.state === "running" ? "›" : marks[task.state](options.nowMs);
  return `${indent}${mark} ${paintedTitle} ${pc.dim(seconds.padStart(9))}  ${
    task.state === "failed" ? pc.red(rest) : pc.dim(rest)
  }`.trimEnd();
}

function cut(text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
