import type { Row } from "../row.ts";
import type { Work } from "./work.ts";
import { works } from "./works.ts";

export interface EngineBenchOptions {
  /** Names of works; all of them when there is none. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly signal: AbortSignal;
}

/** The works by the names given; throws when there is no such work. */
export function chooseWorks(only: readonly string[]): readonly Work[] {
  const unknown = only.find((name) => works.every((work) => work.name !== name));
  if (unknown !== undefined) throw new Error(`there is no work ${unknown}; there are:\n${listWorks()}`);
  return only.length === 0 ? works : works.filter(({ name }) => only.includes(name));
}

/** Every work with what it measures, for people. */
export function listWorks(): string {
  const width = Math.max(...works.map(({ name }) => name.length));
  return works.map(({ name, what }) => `  ${name.padEnd(width)}  ${what}`).join("\n");
}

/** Measures the engine, work after work; tells how it goes on standard error. */
export async function benchEngine({ only, rounds, signal }: EngineBenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const work of chooseWorks(only)) {
    console.error(`${work.name}: ${work.what}`);
    const onProgress = (text: string) => console.error(`  ${text}`);
    rows.push(...(await work.measure({ rounds, signal, onProgress })));
  }
  return rows;
}
