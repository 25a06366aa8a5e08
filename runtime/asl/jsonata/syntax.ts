/** How deeply the parts of an expression may be nested: enough for anybody, and far from the end of the stack. */
const DEEPEST_SYNTAX = 400;

/** What has to be known of an expression before it is evaluated. */
interface SyntaxSurvey {
  /** It has a regular expression, or calls a function that makes one of a picture. */
  readonly searches: boolean;
  /** The variables and functions that it mentions: nothing else has to be bound to evaluate it. */
  readonly names: ReadonlySet<string>;
  /** The members of `$states` that it names. */
  readonly stateMembers: ReadonlySet<string>;
}

const MAKE_REGULAR_EXPRESSIONS: ReadonlySet<unknown> = new Set(["toMillis", "parseInteger"]);

/** Looks through the syntax tree of an expression; throws a `SyntaxError` when it is nested too deeply. */
export function surveySyntax(tree: unknown): SyntaxSurvey {
  let searches = false;
  const names = new Set<string>();
  const stateMembers = new Set<string>();
  const seen = new Set<unknown>();
  const pending: (readonly [part: unknown, depth: number])[] = [[tree, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [part, depth] = next;
    if (typeof part !== "object" || part === null || seen.has(part)) continue;
    seen.add(part);
    if (depth > DEEPEST_SYNTAX)
      throw new SyntaxError(`an expression may be nested ${DEEPEST_SYNTAX} levels deep`);
    if (part instanceof RegExp || isRegularExpressionMaker(part)) searches = true;
    if (isVariable(part)) names.add(part.value);
    const member = memberOfStates(part);
    if (member !== undefined) stateMembers.add(member);
    const below = Array.isArray(part) ? depth : depth + 1;
    for (const inner of Object.values(part)) pending.push([inner, below]);
  }
  return { searches, names, stateMembers };
}

/** `result` of the path `$states.result.Payload`. */
function memberOfStates(part: { readonly steps?: unknown }): string | undefined {
  if (!Array.isArray(part.steps)) return undefined;
  const [root, member] = part.steps as readonly { readonly type?: unknown; readonly value?: unknown }[];
  const isMember = root?.type === "variable" && root.value === "states" && member?.type === "name";
  return isMember ? String(member.value) : undefined;
}

function isVariable(part: object): part is { readonly type: "variable"; readonly value: string } {
  return "type" in part && part.type === "variable" && "value" in part && typeof part.value === "string";
}

function isRegularExpressionMaker(part: { readonly type?: unknown; readonly value?: unknown }): boolean {
  return part.type === "regex" || (part.type === "variable" && MAKE_REGULAR_EXPRESSIONS.has(part.value));
}
