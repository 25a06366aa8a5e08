import { isJsonObject, type Json, jsonEquals } from "../json.ts";
import { EvaluationTimeout, withinTimeLimit } from "../time-limit.ts";
import { matchesExpression } from "./filter-expression.ts";
import type { Filter, Operand, Path, Segment } from "./path.ts";

/** What a path found: the value of a definite path, the list of an indefinite one, or nothing. */
export type Found = { readonly value: Json } | undefined;

/** How many values one path may look at: some seconds' worth of none, and far more than a payload has. */
const MOST_LOOKS = 1_000_000;

/** What one evaluation has left. */
interface Allowance {
  looks: number;
}

/**
 * Follows a path from its root's value. An indefinite path always finds a list; a definite one may find nothing.
 * Throws `EvaluationTimeout` when the path looks at too many values (`$..*..*..*`) or searches too long.
 */
export function followPath(path: Path, root: Json): Found {
  if (path.definite) return followDefinite(path.segments, root);
  const follow = () => followIndefinite(path, root, { looks: MOST_LOOKS });
  return path.source.includes("=~") ? withinTimeLimit(follow) : follow();
}

function followIndefinite(path: Path, root: Json, allowance: Allowance): Found {
  let nodes: readonly Json[] = [root];
  for (const segment of path.segments) {
    const next: Json[] = [];
    for (const node of nodes) collect({ segment, node, root, into: next, allowance });
    spend(allowance, next.length);
    nodes = next;
  }
  return { value: nodes };
}

function spend(allowance: Allowance, looks: number): undefined {
  allowance.looks -= looks + 1;
  if (allowance.looks < 0) throw new EvaluationTimeout(`The path looks at more than ${MOST_LOOKS} values`);
}

function followDefinite(segments: readonly Segment[], root: Json): Found {
  let value: Json = root;
  for (const segment of segments) {
    const next = step(segment, value);
    if (next === undefined) return undefined;
    value = next;
  }
  return { value };
}

function step(segment: Segment, node: Json): Json | undefined {
  if (segment.kind === "member")
    return isJsonObject(node) && Object.hasOwn(node, segment.name) ? node[segment.name] : undefined;
  if (segment.kind === "index") return Array.isArray(node) ? node.at(segment.index) : undefined;
  if (segment.kind !== "length") return undefined;
  return Array.isArray(node) || typeof node === "string" ? node.length : undefined;
}

interface Collecting {
  readonly segment: Segment;
  readonly node: Json;
  /** What `$` means in a filter. */
  readonly root: Json;
  readonly into: Json[];
  readonly allowance: Allowance;
}

/** Adds what the step leads to from one node. */
function collect({ segment, node, root, into, allowance }: Collecting): undefined {
  switch (segment.kind) {
    case "member":
    case "index":
    case "length": {
      const value = step(segment, node);
      if (value !== undefined) into.push(value);
      return;
    }
    case "members":
      for (const name of segment.names)
        if (isJsonObject(node) && Object.hasOwn(node, name)) into.push(node[name] as Json);
      return;
    case "indexes":
      for (const index of segment.indexes)
        if (Array.isArray(node) && node.at(index) !== undefined) into.push(node.at(index));
      return;
    case "slice":
      if (Array.isArray(node)) for (const item of slice(node, segment)) into.push(item);
      return;
    case "wildcard":
      for (const child of children(node)) into.push(child);
      return;
    case "filter":
      for (const item of Array.isArray(node) ? node : [node])
        if (holds(segment.filter, { item, root, allowance })) into.push(item);
      return;
    case "descendants":
      collectDescendants(node, into, allowance);
      return;
  }
}

function children(node: Json): readonly Json[] {
  if (Array.isArray(node)) return node;
  return isJsonObject(node) ? Object.values(node) : [];
}

/** The value itself, then all that it holds, each before what it holds in turn. */
function collectDescendants(node: Json, into: Json[], allowance: Allowance): undefined {
  const pending = [node];
  while (pending.length > 0) {
    const next = pending.pop() as Json;
    into.push(next);
    const below = children(next);
    spend(allowance, below.length);
    for (let at = below.length - 1; at >= 0; at--) {
      const child = below[at] as Json;
      if (typeof child === "object" && child !== null) pending.push(child);
    }
  }
}

function slice(
  items: readonly Json[],
  { from, to, step: stride }: Extract<Segment, { kind: "slice" }>,
): Json[] {
  const bound = (index: number) =>
    index < 0 ? Math.max(0, items.length + index) : Math.min(index, items.length);
  const result: Json[] = [];
  for (let at = bound(from ?? 0); at < bound(to ?? items.length); at += Math.max(1, stride))
    result.push(items[at] as Json);
  return result;
}

/** What a filter is asked of. */
interface Asked {
  readonly item: Json;
  readonly root: Json;
  readonly allowance: Allowance;
}

function holds(filter: Filter, asked: Asked): boolean {
  switch (filter.kind) {
    case "and":
      return holds(filter.left, asked) && holds(filter.right, asked);
    case "or":
      return holds(filter.left, asked) || holds(filter.right, asked);
    case "not":
      return !holds(filter.inner, asked);
    case "exists":
      return operand({ kind: "path", path: filter.path }, asked) !== undefined;
    case "compare":
      return compare(filter.operator, operand(filter.left, asked), operand(filter.right, asked));
  }
}

function operand(part: Operand, { item, root, allowance }: Asked): Json | undefined {
  spend(allowance, 0);
  if (part.kind === "literal") return part.value;
  const start = part.path.root.kind === "item" ? item : root;
  const found = part.path.definite
    ? followDefinite(part.path.segments, start)
    : followIndefinite(part.path, start, allowance);
  return found?.value;
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === "==") return left !== undefined && right !== undefined && jsonEquals(left, right);
  if (operator === "!=") return left === undefined || right === undefined || !jsonEquals(left, right);
  if (operator === "in" || operator === "nin") return contains(right, left) === (operator === "in");
  if (operator === "contains")
    return typeof left === "string" ? left.includes(String(right)) : contains(left, right);
  if (operator === "=~") return typeof left === "string" && matchesExpression(left, right);
  if (typeof left === "number" && typeof right === "number") return ordered(operator, left - right);
  if (typeof left === "string" && typeof right === "string")
    return ordered(operator, left < right ? -1 : Number(left > right));
  return false;
}

function contains(list: Json | undefined, item: Json | undefined): boolean {
  return Array.isArray(list) && item !== undefined && list.some((member) => jsonEquals(member, item));
}

function ordered(operator: string, difference: number): boolean {
  if (operator === "<") return difference < 0;
  if (operator === "<=") return difference <= 0;
  return operator === ">" ? difference > 0 : difference >= 0;
}
