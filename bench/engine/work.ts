import type { Row } from "../row.ts";

/** What a work is given: how often to repeat, where to say how far it is, and when to give up. */
export interface WorkContext {
  readonly rounds: number;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** One thing that is measured, under the name that `--only` takes. */
export interface Work {
  readonly name: string;
  readonly what: string;
  measure(context: WorkContext): Promise<Row[]>;
}
