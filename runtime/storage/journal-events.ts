import type { DatabaseSync } from "node:sqlite";
import type { EventPageQuery, Journal } from "./journal.ts";
import type { JournalEvent } from "./journal-row.ts";
import { checkSum } from "./text-sum.ts";

type Batch = Readonly<Record<string, unknown>>;

/** Reads of histories: whole, or the batches that a page of one lies in. */
export function prepareEventReads(
  database: DatabaseSync,
): Pick<Journal, "events" | "eventPage" | "eventCount"> {
  const all = database.prepare("SELECT body, sum FROM batches WHERE execution = ? ORDER BY firstEvent");
  const forward = database.prepare(
    `SELECT body, sum FROM batches WHERE execution = ?1 AND firstEvent >= (
       SELECT coalesce(max(firstEvent), 0) FROM batches WHERE execution = ?1 AND firstEvent <= ?2)
     ORDER BY firstEvent`,
  );
  const backward = database.prepare(
    "SELECT body, sum FROM batches WHERE execution = ?1 AND firstEvent <= ?2 ORDER BY firstEvent DESC",
  );
  const last = database.prepare(
    `SELECT firstEvent + json_array_length(body) - 1 AS count FROM batches WHERE execution = ?
     ORDER BY firstEvent DESC LIMIT 1`,
  );
  return {
    events: (id) => all.all(id).flatMap((batch) => eventsIn(batch, id)),
    eventPage(id, query) {
      const batches = (query.reverse ? backward : forward).iterate(id, query.from);
      return pageOfBatches(batches, id, query);
    },
    eventCount: (id) => Number(last.get(id)?.count ?? 0),
  };
}

function pageOfBatches(
  batches: Iterable<Batch>,
  id: number,
  { from, limit, reverse }: EventPageQuery,
): JournalEvent[] {
  const page: JournalEvent[] = [];
  for (const batch of batches) {
    const events = eventsIn(batch, id);
    if (reverse) events.reverse();
    for (const event of events) {
      if (page.length === limit) return page;
      if (reverse ? event.id <= from : event.id >= from) page.push(event);
    }
  }
  return page;
}

function eventsIn({ body, sum }: Batch, id: number): JournalEvent[] {
  checkSum(String(body), { sum, what: `the history of execution ${id}` });
  return JSON.parse(String(body)) as JournalEvent[];
}
