/** A value for a table's cell: text as it is, anything else as JSON, nothing as nothing. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
