import { resume } from "../asl/decide.ts";
import { evolve } from "../asl/evolve.ts";
import { type ExecutionIdentity, emptyExecution } from "../asl/execution-state.ts";
import type { HistoryEvent } from "../asl/history-event.ts";
import type { JournalRow } from "../storage/journal-row.ts";
import { announce, type DriverCore, factsFor, track } from "./driver-core.ts";
import { newLiveExecution } from "./live-execution.ts";
import { act } from "./perform.ts";

/** Takes up every execution that was under way, and tells what may not have been told. */
export function recover(core: DriverCore): void {
  for (const row of core.journal.unfinished()) {
    if (!row.announced) announce(core, row.arn);
    if (row.status !== "RUNNING") continue;
    try {
      takeUp(core, row);
    } catch (error) {
      core.onDefect(error, row.arn);
    }
  }
}

/** Folds the stream of an execution again and asks for what is pending: deadlines stay, calls are made again. */
function takeUp(core: DriverCore, row: JournalRow): void {
  const { identity } = JSON.parse(row.info) as { identity: ExecutionIdentity };
  const state = emptyExecution(identity);
  for (const event of core.journal.events(row.id) as HistoryEvent[]) evolve(state, event);
  const definition = core.definitions.compiled(row.definitionHash);
  const live = newLiveExecution({ id: row.id, state, definition, input: row.input });
  track(core, live);
  act(core, live, resume({ definition, state, facts: factsFor(core, live), region: core.region }));
}
