import { describe, expect, it } from "vitest";
import type { Task, TaskState } from "../../../cli/terminal/task-lines.ts";
import { createTaskView } from "../../../cli/terminal/task-view.ts";

function task(title: string, state: TaskState, depth = 1): Task {
  return { title, state, depth };
}

/** What a view writes to a file, a line each. */
function written(...steps: readonly (readonly Task[])[]): readonly string[] {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (text: string) => lines.push(text.trim()) };
  const view = createTaskView({ stream: stream as unknown as NodeJS.WriteStream, now: () => 0 });
  for (const tasks of steps) view.show(tasks);
  view.close();
  return lines;
}

describe("a view that is no terminal", () => {
  it("tells of a release before its stages when it begins, and after them when it ends", () => {
    const lines = written(
      [task("release", "running", 0), task("Bakery", "done"), task("Provision", "running")],
      [task("release", "done", 0), task("Bakery", "done"), task("Provision", "done")],
    );
    expect(lines).toEqual(["› release", "✔ Bakery", "› Provision", "✔ Provision", "✔ release"]);
  });

  it("tells each change once, and nothing of what waits", () => {
    const tasks = [task("Bakery", "running"), task("Provision", "waiting")];
    expect(written(tasks, tasks)).toEqual(["› Bakery"]);
  });
});
