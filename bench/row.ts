import { writeFile } from "node:fs/promises";
import { formatTable } from "../cli/terminal/table.ts";

/** One measurement: all its values, in the order in which they were measured. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  /** What it is compared with, measured in the same run. */
  readonly references?: readonly number[];
}

/** What `--json FILE` holds of a row. `reference` and `ratio` belong to rows that are compared with another of the same run. */
interface JsonRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
  readonly ratio?: number;
}

/** The rows as a table for people: the median, and the span it lies in; what it is compared with where one is. */
export function formatRows(rows: readonly Row[]): string {
  const compared = rows.some(({ references }) => references !== undefined);
  const headings = ["measured", "median", "min – max", "of", ...(compared ? ["reference", "ratio"] : [])];
  return formatTable(
    headings,
    rows.map((row) => cellsOf(row).slice(0, headings.length)),
  );
}

function cellsOf(row: Row): string[] {
  const { name, unit, values } = row;
  const { value, reference, ratio } = jsonRow(row);
  const span = `${format(Math.min(...values))} – ${format(Math.max(...values))}`;
  const comparison =
    reference === undefined || ratio === undefined ? ["", ""] : [format(reference), `${format(ratio)}×`];
  return [name, `${format(value)} ${unit}`, span, String(values.length), ...comparison];
}

/** Writes the medians for programs. */
export async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  await writeFile(file, `${JSON.stringify(rows.map(jsonRow), null, 2)}\n`);
}

function jsonRow({ name, unit, values, references }: Row): JsonRow {
  const value = median(values);
  if (references === undefined) return { name, value, unit };
  const reference = median(references);
  return { name, value, unit, reference, ratio: round(value / reference) };
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

/** Three digits after the point for what is small, none for what is large. */
function format(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(3);
}
