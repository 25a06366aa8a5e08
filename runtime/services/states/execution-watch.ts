import type { Journal } from "../../storage/journal.ts";
import type { JournalRow } from "../../storage/journal-row.ts";
import type { WatchExecution } from "./tasks/start-execution.ts";

/** Lets others wait for the end of executions. */
export interface ExecutionWatch {
  readonly watch: WatchExecution;
  /** To be told of every change of status. */
  changed(row: JournalRow): void;
}

export function createExecutionWatch(journal: Pick<Journal, "find">): ExecutionWatch {
  const watchers = new Map<string, ((row: JournalRow) => void)[]>();
  return {
    watch(arn, ended) {
      const row = journal.find(arn);
      if (row !== undefined && row.status !== "RUNNING") return ended(row);
      watchers.set(arn, [...(watchers.get(arn) ?? []), ended]);
    },
    changed(row) {
      if (row.status === "RUNNING") return;
      const waiting = watchers.get(row.arn) ?? [];
      watchers.delete(row.arn);
      for (const ended of waiting) ended(row);
    },
  };
}
