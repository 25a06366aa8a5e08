/** The runtime's own log: one JSON line an entry. Never given secrets or request bodies. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Writes each entry as a JSON line; `Error` values are written with their stack and causes. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const entry =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      const time = new Date(now()).toISOString();
      write(`${JSON.stringify({ time, level, message, ...fields }, (_, value) => describeError(value))}\n`);
    };
  return { info: entry("info"), warn: entry("warn"), error: entry("error") };
}

function describeError(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}
