const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is a timestamp of the language: RFC 3339 with capital `T` and `Z` or an offset, and a real date. */
export function isTimestamp(text: string): boolean {
  const match = PATTERN.exec(text);
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth && hour <= 23 && minute <= 59 && second <= 59
  );
}

/** Milliseconds since the epoch of a text that `isTimestamp`; fractions below a millisecond are dropped. */
export function timestampMs(text: string): number {
  return Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
}
