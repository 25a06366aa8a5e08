import { formatTask, type Task } from "./task-lines.ts";

const REDRAW_MS = 80;
const PLAIN_WIDTH = 160;

/** Shows tasks as they go. One per command; `show` replaces all tasks. */
export interface TaskView {
  show(tasks: readonly Task[]): void;
  /** Draws a last time and leaves the lines standing. */
  close(): void;
}

export interface TaskViewOptions {
  readonly stream: NodeJS.WriteStream;
  readonly now: () => number;
}

/** Redraws in place on a terminal; writes a line a change anywhere else (pipes, CI logs). */
export function createTaskView(options: TaskViewOptions): TaskView {
  const isTerminal = options.stream.isTTY && process.env.TERM !== "dumb";
  return untilClosed(isTerminal ? createLiveView(options) : createPlainView(options));
}

/** What still goes on after the end, such as a step that is being stopped, is not told any more. */
function untilClosed(view: TaskView): TaskView {
  let isOpen = true;
  return {
    show(tasks) {
      if (isOpen) view.show(tasks);
    },
    close() {
      if (isOpen) view.close();
      isOpen = false;
    },
  };
}

function createLiveView({ stream, now }: TaskViewOptions): TaskView {
  let tasks: readonly Task[] = [];
  let drawnLines = 0;
  const draw = () => {
    const width = stream.columns || 80;
    const lines = tasks.map((task) => `${formatTask(task, { nowMs: now(), width })}\x1b[K\n`);
    stream.write(`\x1b[?25l${drawnLines > 0 ? `\x1b[${drawnLines}A` : ""}${lines.join("")}\x1b[J`);
    drawnLines = tasks.length;
  };
  const showCursor = () => void stream.write("\x1b[?25h");
  process.once("exit", showCursor);
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show(next) {
      tasks = next;
    },
    close() {
      clearInterval(timer);
      draw();
      showCursor();
      process.off("exit", showCursor);
    },
  };
}

/** A release that begins is told before its stages, and one that is over after them; of stages, first what is over. */
function rank({ depth, state }: Task): number {
  if (depth === 0) return state === "running" ? 0 : 3;
  return state === "running" ? 2 : 1;
}

function createPlainView({ stream, now }: TaskViewOptions): TaskView {
  const shown = new Map<string, string>();
  return {
    show(tasks) {
      for (const task of tasks.toSorted((one, other) => rank(one) - rank(other))) {
        const key = `${task.group ?? ""} ${task.title}`;
        if (task.state === "waiting" || shown.get(key) === task.state) continue;
        shown.set(key, task.state);
        stream.write(`${formatTask(task, { nowMs: now(), width: PLAIN_WIDTH, still: true })}\n`);
      }
    },
    close() {},
  };
}
