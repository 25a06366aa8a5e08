/** One thing that is wrong with a document. `path` is a JSON pointer; the document itself is "". */
export interface Problem {
  readonly path: string;
  readonly expected: string;
  /** What stood there, described; never a value that may be secret. */
  readonly came: string;
}

/** `/run/port: expected a number of at most 65535; came 70000`, for people. */
export function problemText(problem: Problem): string {
  return `${problem.path === "" ? "(whole document)" : problem.path}: expected ${problem.expected}; came ${problem.came}`;
}

/** All problems, one a line. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(problemText).join("\n");
}

const SHOWN_CHARACTERS = 60;

/** Says what a value is: small values in full, long strings cut, and only the kind and size where `conceal` is set. */
export function describeValue(value: unknown, conceal = false): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a map";
  if (conceal)
    return typeof value === "string" ? `a string of ${value.length} characters` : `a ${typeof value}`;
  if (typeof value !== "string" || value.length <= SHOWN_CHARACTERS) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}… (${value.length} characters)`;
}
