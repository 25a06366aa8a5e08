import type { Task } from "../terminal/task-lines.ts";
import { createTaskView } from "../terminal/task-view.ts";

/** The steps of a start as they go, and below them the stages of the release that is followed. */
export interface Board {
  /** Runs a step and shows how it ends; `report` sets the line shown while it runs. */
  step<Result>(step: {
    readonly title: string;
    readonly work: (report: (text: string) => void) => Promise<Result>;
    readonly detail: (result: Result) => string;
  }): Promise<Result>;
  /** Shows these lines below the steps in place of those shown there under the same key. */
  show(key: string, tasks: readonly Task[]): void;
  close(): void;
}

/** A board whose lines stand in the order in which they were first shown. */
export function createBoard(options: {
  readonly stream: NodeJS.WriteStream;
  readonly now: () => number;
}): Board {
  const view = createTaskView(options);
  const sections = new Map<string, readonly Task[]>();
  const show = (key: string, tasks: readonly Task[]) => {
    sections.set(key, tasks);
    view.show([...sections.values()].flat());
  };
  return {
    show,
    close: () => view.close(),
    async step({ title, work, detail }) {
      const started: Task = { title, state: "running", depth: 0, startedMs: options.now() };
      const set = (change: Partial<Task>) => show(title, [{ ...started, ...change }]);
      set({});
      try {
        const result = await work((log) => set({ log }));
        set({ state: "done", endedMs: options.now(), detail: detail(result) });
        return result;
      } catch (error) {
        const isStopped = error instanceof Error && error.name === "AbortError";
        set({ state: isStopped ? "waiting" : "failed", endedMs: options.now() });
        throw error;
      }
    },
  };
}
