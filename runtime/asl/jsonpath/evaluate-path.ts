import { isJsonObject, type Json, jsonEquals } from "../json.ts";
import type { Filter, Operand, Path, Segment } from "./path.ts";

/** What a path found: the value of a definite path, the list of an indefinite one, or nothing. */
export type Found = { readonly value: Json } | undefined;

/** Follows a path from its root's value. An indefinite path always finds a list; a definite one may find nothing. */
export function followPath(path: Path, root: Json): Found {
  if (path.definite) return followDefinite(path.segments, root);
  let nodes: readonly Json[] = [root];
  for (const segment of path.segments) {
    const next: Json[] = [];
    for (const node of nodes) collect({ segment, node, root, into: next });
    nodes = next;
  }
  return { value: nodes };
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
}

/** Adds what the step leads to from one node. */
function collect({ segment, node, root, into }: Collecting): undefined {
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
      if (Array.isArray(node)) into.push(...slice(node, segment));
      return;
    case "wildcard":
      for (const child of children(node)) into.push(child);
      return;
    case "filter":
      for (const item of Array.isArray(node) ? node : [node])
        if (holds(segment.filter, item, root)) into.push(item);
      return;
    case "descendants":
      collectDescendants(node, into);
      return;
  }
}

function children(node: Json): readonly Json[] {
  if (Array.isArray(node)) return node;
  return isJsonObject(node) ? Object.values(node) : [];
}

function collectDescendants(node: Json, into: Json[]): undefined {
  const pending = [node];
  while (pending.length > 0) {
    const next = pending.pop() as Json;
    into.push(next);
    pending.push(
      ...[...children(next)].reverse().filter((child) => typeof child === "object" && child !== null),
    );
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

function holds(filter: Filter, item: Json, root: Json): boolean {
  switch (filter.kind) {
    case "and":
      return holds(filter.left, item, root) && holds(filter.right, item, root);
    case "or":
      return holds(filter.left, item, root) || holds(filter.right, item, root);
    case "not":
      return !holds(filter.inner, item, root);
    case "exists":
      return operand({ kind: "path", path: filter.path }, item, root) !== undefined;
    case "compare":
      return compare(filter.operator, operand(filter.left, item, root), operand(filter.right, item, root));
  }
}

function operand(part: Operand, item: Json, root: Json): Json | undefined {
  if (part.kind === "literal") return part.value;
  return followPath(part.path, part.path.root.kind === "item" ? item : root)?.value;
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === "==") return left !== undefined && right !== undefined && jsonEquals(left, right);
  if (operator === "!=") return left === undefined || right === undefined || !jsonEquals(left, right);
  if (operator === "in" || operator === "nin") return contains(right, left) === (operator === "in");
  if (operator === "contains")
    return typeof left === "string" ? left.includes(String(right)) : contains(left, right);
  if (operator === "=~") return typeof left === "string" && matches(left, String(right));
  if (typeof left === "number" && typeof right === "number") return ordered(operator, left - right);
  if (typeof left === "string" && typeof right === "string")
    return ordered(operator, left < right ? -1 : Number(left > right));
  return false;
}

function contains(list: Json | undefined, item: Json | undefined): boolean {
  return Array.isArray(list) && item !== undefined && list.some((member) => jsonEquals(member, item));
}

function matches(text: string, pattern: string): boolean {
  const [, body, flags] = /^\/(.*)\/(i?)$/.exec(pattern) ?? [undefined, pattern, ""];
  return new RegExp(`^(?:${body})$`, flags).test(text);
}

function ordered(operator: string, difference: number): boolean {
  if (operator === "<") return difference < 0;
  if (operator === "<=") return difference <= 0;
  return operator === ">" ? difference > 0 : difference >= 0;
}
