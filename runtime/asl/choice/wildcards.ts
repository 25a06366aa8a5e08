/** A pattern's pieces of plain text; between two of them there may be any text. */
function piecesOf(pattern: string): string[] {
  const pieces = [""];
  for (const [found, plain] of pattern.matchAll(/\\([*\\])|\*|[^*\\]+|\\/g)) {
    if (found === "*") pieces.push("");
    else pieces[pieces.length - 1] += plain ?? found;
  }
  return pieces;
}

/**
 * `StringMatches`: `*` stands for any text, none included; a backslash makes `*` and the backslash plain. Each piece is
 * taken where it first comes, so that nothing is tried twice.
 */
export function matchesWildcards(text: string, pattern: string): boolean {
  const [first = "", ...rest] = piecesOf(pattern);
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
