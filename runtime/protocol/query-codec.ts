import type { NormalizedSchema } from "@smithy/core/schema";
import { readTextScalar } from "./scalar.ts";
import { wireTraits } from "./shape.ts";

/** The parameters of a query request as a tree: `Tags.member.1.Key=a` is Tags → member → 1 → Key. */
interface ParameterNode {
  value?: string;
  readonly children: Map<string, ParameterNode>;
}

/** Which dialect a request is in: AWS query, or EC2's with capitalised and flattened names. */
export type QueryDialect = "awsQuery" | "ec2Query";

/** Reads form parameters as the SDK's value of a structure. Source: Smithy's awsQuery and ec2Query protocols. */
export function readQuery(
  schema: NormalizedSchema,
  parameters: URLSearchParams,
  dialect: QueryDialect,
): Record<string, unknown> {
  const root: ParameterNode = { children: new Map() };
  for (const [key, value] of parameters) place(root, key.split("."), value);
  if (schema.isUnitSchema()) return {};
  return readStruct(schema, root, { dialect, path: "" });
}

interface Position {
  readonly dialect: QueryDialect;
  readonly path: string;
}

function place(root: ParameterNode, segments: readonly string[], value: string): void {
  let node = root;
  for (const segment of segments) {
    const next = node.children.get(segment) ?? { children: new Map() };
    node.children.set(segment, next);
    node = next;
  }
  node.value = value;
}

function readNode(schema: NormalizedSchema, node: ParameterNode, position: Position): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, position);
  if (schema.isListSchema()) return readList(schema, node, position);
  if (schema.isMapSchema()) return readMap(schema, node, position);
  return node.value === undefined ? undefined : readTextScalar(schema, node.value, position.path);
}

function readStruct(
  schema: NormalizedSchema,
  node: ParameterNode,
  position: Position,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(memberKey(name, member, position.dialect));
    if (!child) continue;
    const path = position.path ? `${position.path}.${name}` : name;
    const value = readNode(member, child, { ...position, path });
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function memberKey(name: string, member: NormalizedSchema, dialect: QueryDialect): string {
  const traits = wireTraits(member);
  if (dialect === "awsQuery") return traits.xmlName ?? name;
  const key = traits.ec2QueryName ?? traits.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function readList(schema: NormalizedSchema, node: ParameterNode, position: Position): unknown[] {
  const member = schema.getValueSchema();
  const wrapper = node.children.get(wireTraits(member).xmlName ?? "member") ?? node.children.get("member");
  return numbered(wrapper ?? node).map((child, index) =>
    readNode(member, child, { ...position, path: `${position.path}.${index + 1}` }),
  );
}

function readMap(schema: NormalizedSchema, node: ParameterNode, position: Position): Record<string, unknown> {
  const keyName = wireTraits(schema.getKeySchema()).xmlName ?? "key";
  const valueSchema = schema.getValueSchema();
  const valueName = wireTraits(valueSchema).xmlName ?? "value";
  const result = new Map<string, unknown>();
  for (const entry of numbered(node.children.get("entry") ?? node)) {
    const key = entry.children.get(keyName)?.value;
    const value = entry.children.get(valueName);
    if (key !== undefined && value) {
      result.set(key, readNode(valueSchema, value, { ...position, path: `${position.path}.${key}` }));
    }
  }
  return Object.fromEntries(result);
}

/** The children `1`, `2`, … in the order of their numbers. */
function numbered(node: ParameterNode): ParameterNode[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}
