import { writeFile } from "node:fs/promises";

/** One measurement. `reference` and `ratio` are there when something else was measured in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
  readonly ratio?: number;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Prints the rows, and writes them as JSON when a file is named. */
export async function report(rows: readonly Row[], jsonFile: string | undefined): Promise<void> {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value, unit } of rows)
    console.log(`${name.padEnd(width)}  ${value.toFixed(3).padStart(9)} ${unit}`);
  if (jsonFile !== undefined) await writeFile(jsonFile, `${JSON.stringify(rows, null, 2)}\n`);
}
