import type { Json } from "../json.ts";

/** The regular expression that a filter's `=~` names, as `/text/i` or bare; undefined when it is none. */
export function filterExpression(text: string): RegExp | undefined {
  const [, body = text, flags = ""] = /^\/(.*)\/(i?)$/s.exec(text) ?? [];
  try {
    return new RegExp(`^(?:${body})$`, flags);
  } catch {
    return undefined;
  }
}

/** Whether the whole text matches. An operand that is no regular expression matches nothing. */
export function matchesExpression(text: string, operand: Json | undefined): boolean {
  return typeof operand === "string" && filterExpression(operand)?.test(text) === true;
}
