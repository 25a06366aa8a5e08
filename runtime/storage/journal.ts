import type { ChildCount, ChildCountQuery } from "./journal-counts.ts";
import type { JournalEvent, JournalRow, NewJournalRow, RedriveToken } from "./journal-row.ts";

/** What an execution is left with when it ends. */
export interface JournalEnd {
  readonly status: string;
  readonly stoppedMs: number;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** What makes an execution that had ended run again. */
export interface JournalRedrive {
  readonly count: number;
  readonly redrivenMs: number;
  readonly tokens: readonly RedriveToken[];
}

/** A part of a history. */
export interface EventPageQuery {
  /** The id of its first event. */
  readonly from: number;
  readonly limit: number;
  /** Towards the beginning of the history. */
  readonly reverse: boolean;
}

/** Which executions to list, newest first. */
export interface JournalQuery {
  readonly of: { readonly stateMachineArn: string } | { readonly mapRunArn: string };
  readonly status: string | undefined;
  readonly versionArn: string | undefined;
  readonly aliasArn: string | undefined;
  /** Only those that were redriven, or that were not. */
  readonly redriven?: boolean | undefined;
  /** The token of a redrive under way: unsuccessful executions without it have the status PENDING_REDRIVE. */
  readonly redriveToken?: string | undefined;
  readonly limit: number;
  /** Only those before this one in the list. */
  readonly after: { readonly startedMs: number; readonly id: number } | undefined;
}

/**
 * The append-only record of all executions. Writes are taken at once and reach the disk in group commits over all
 * executions; reads see only what is on disk. A failed commit is final: nothing is acknowledged after it.
 */
export interface Journal {
  /** An id for the next execution; not used again. */
  nextId(): number;
  create(row: NewJournalRow): void;
  append(id: number, events: readonly JournalEvent[]): void;
  end(id: number, end: JournalEnd): void;
  redrive(id: number, redrive: JournalRedrive): void;
  /** The change to this status has been announced; a later change has still to be. Reaches the disk in its own time. */
  announced(id: number, status: string): void;
  /** Calls back once everything written so far is on disk; never when that fails. */
  afterCommit(callback: () => void): void;
  /** Resolves when everything written so far is on disk. */
  committed(): Promise<void>;
  find(arn: string): JournalRow | undefined;
  /** Executions that had not ended, or whose last change of status was not announced. */
  unfinished(): JournalRow[];
  list(query: JournalQuery): JournalRow[];
  /** The child executions of a map run by their status. */
  childCounts(query: ChildCountQuery): ChildCount[];
  events(id: number): JournalEvent[];
  /** The next events from one on, without reading those of other pages. */
  eventPage(id: number, query: EventPageQuery): JournalEvent[];
  /** How many events there are, without reading them all. */
  eventCount(id: number): number;
  definition(hash: string): string | undefined;
  putDefinition(hash: string, text: string): void;
  close(): void;
}
