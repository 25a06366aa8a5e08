import type { MapRunExecutionCounts, MapRunItemCounts } from "@aws-sdk/client-sfn";
import type { ChildCount } from "../../../storage/journal-counts.ts";
import { MOST_EVENTS_BEFORE, REDRIVABLE_MS } from "../redrive-status.ts";
import type { States } from "../states.ts";
import { type MapRun, openRedriveToken } from "./map-run-state.ts";

/** What became of the child executions of a map run, and of the items in them. */
export function countsOf(
  { journal, runtime }: Pick<States, "journal" | "runtime">,
  run: MapRun,
): { itemCounts: MapRunItemCounts; executionCounts: MapRunExecutionCounts } {
  const children = journal.childCounts({
    mapRunArn: run.arn,
    redriveToken: openRedriveToken(run),
    endedBeforeMs: runtime.clock.now() - REDRIVABLE_MS,
    mostEvents: MOST_EVENTS_BEFORE,
  });
  const executions = sums(children, ({ executions: count, finalExecutions }) => ({
    count,
    final: finalExecutions,
  }));
  const items = sums(children, ({ items: count, finalItems }) => ({ count, final: finalItems }));
  return {
    itemCounts: completed(run, { ...items, total: run.items }),
    executionCounts: completed(run, { ...executions, total: run.executions }),
  };
}

interface Sums {
  readonly byStatus: ReadonlyMap<string, number>;
  readonly final: number;
  readonly total: number;
}

function sums(
  children: readonly ChildCount[],
  pick: (child: ChildCount) => { readonly count: number; readonly final: number },
): Omit<Sums, "total"> {
  const byStatus = new Map(children.map((child) => [child.status, pick(child).count]));
  return { byStatus, final: children.reduce((sum, child) => sum + pick(child).final, 0) };
}

/** What was never started is pending while the map run goes on, and aborted once it is over. */
function completed(run: MapRun, { byStatus, final, total }: Sums): MapRunExecutionCounts & MapRunItemCounts {
  const count = (status: string) => byStatus.get(status) ?? 0;
  const known = [...byStatus.values()].reduce((sum, value) => sum + value, 0);
  const unstarted = Math.max(0, total - known);
  const isOpen = run.status === "RUNNING";
  return {
    pending: isOpen ? unstarted : 0,
    running: count("RUNNING"),
    succeeded: count("SUCCEEDED"),
    failed: count("FAILED"),
    timedOut: count("TIMED_OUT"),
    aborted: count("ABORTED") + (isOpen ? 0 : unstarted),
    total: Math.max(total, known),
    resultsWritten: run.resultsWritten ? known : 0,
    failuresNotRedrivable: final,
    pendingRedrive: count("PENDING_REDRIVE"),
  };
}
