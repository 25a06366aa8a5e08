import { writeFile } from "node:fs/promises";
import { formatTable } from "../cli/terminal/table.ts";

/** One measurement: all its values, in the order in which they were measured. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** What `--json FILE` holds of a row. `reference` and `ratio` belong to rows that are compared with another of the same run. */
interface JsonRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
  readonly ratio?: number;
}

/** The rows as a table for people: the median, and the span it lies in. */
export function formatRows(rows: readonly Row[]): string {
  const lines = rows.map(({ name, unit, values }) => [
    name,
    `${format(median(values))} ${unit}`,
    `${format(Math.min(...values))} – ${format(Math.max(...values))}`,
    String(values.length),
  ]);
  return formatTable(["measured", "median", "min – max", "of"], lines);
}

/** Writes the medians for programs. */
export async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.map(({ name, unit, values }): JsonRow => ({ name, value: median(values), unit }));
  await writeFile(file, `${JSON.stringify(lines, null, 2)}\n`);
}

/** The middle of the values; between the two middle ones when there is no one. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return round((lower + upper) / 2);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function format(value: number): string {
  return value.toFixed(3);
}
