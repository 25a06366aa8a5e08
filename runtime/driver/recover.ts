import { resume } from "../asl/resume.ts";
import type { JournalRow } from "../storage/journal-row.ts";
import { isDamage } from "../storage/storage-errors.ts";
import { announce, type DriverCore, factsFor, foldExecution, track } from "./driver-core.ts";
import { act } from "./perform.ts";

/** Takes up every execution that was under way, and tells what may not have been told. Throws when the journal is damaged. */
export function recover(core: DriverCore): void {
  for (const row of core.journal.unfinished()) {
    if (!row.announced) announce(core, row);
    if (row.status !== "RUNNING") continue;
    try {
      takeUp(core, row);
    } catch (error) {
      if (isDamage(error)) throw error;
      core.onDefect(error, row.arn);
    }
  }
}

/** Folds the stream of an execution again and asks for what is pending: deadlines stay, calls are made again. */
function takeUp(core: DriverCore, row: JournalRow): void {
  const live = foldExecution(core, row);
  track(core, live);
  const { state, definition } = live;
  act(
    core,
    live,
    resume({ definition, state, facts: factsFor(core, live, core.clock.now()), region: core.region }),
  );
}
