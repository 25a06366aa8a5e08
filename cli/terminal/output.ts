import { stringify } from "yaml";
import { CliError } from "../cli-error.ts";
import { formatTable } from "./table.ts";

export const outputFormats = ["table", "json", "yaml"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** A command's result: the value for machines, and how people see it. */
export interface Result<Row> {
  /** The whole value, written as it is with `--output json` or `yaml`. */
  readonly value: unknown;
  readonly rows: readonly Row[];
  /** Heading → cell, in the order of the columns. */
  readonly columns: Readonly<Record<string, (row: Row) => string>>;
  /** Said instead of an empty table. */
  readonly empty: string;
}

/** The text of a result in the format asked for, with its line end. */
export function formatResult<Row>(result: Result<Row>, format: OutputFormat): string {
  if (format !== "table") return formatValue(result.value, format);
  if (result.rows.length === 0) return `${result.empty}\n`;
  const cells = Object.values(result.columns);
  return `${formatTable(
    Object.keys(result.columns),
    result.rows.map((row) => cells.map((cell) => cell(row))),
  )}\n`;
}

/** The text of a value for machines, with its line end. */
export function formatValue(value: unknown, format: Exclude<OutputFormat, "table">): string {
  return format === "json" ? `${JSON.stringify(value, null, 2)}\n` : stringify(value);
}

/** Checks the word given to `--output`. */
export function parseOutputFormat(word: string): OutputFormat {
  const format = outputFormats.find((known) => known === word);
  if (format === undefined)
    throw new CliError(`--output takes ${outputFormats.join(", ")}; it was given "${word}"`);
  return format;
}
