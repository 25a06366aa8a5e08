import { NormalizedSchema } from "@smithy/core/schema";
import type { ProtocolName } from "../kernel/service.ts";

/** What the SDK's schema of one operation says: shapes of input and output, and its HTTP binding if it has one. */
export interface OperationShape {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method and URI template with literal query, as in Smithy's `http` trait: `PUT`, `/{Key+}?x-id=PutObject`. */
  readonly http?: { readonly method: string; readonly uri: string; readonly status: number };
}

/** The schema of an error, as far as the wire needs it. */
export interface ErrorShape {
  /** The code on the wire: the query protocols have names of their own for some errors. */
  readonly wireCode: string;
  readonly status: number;
}

type RawOperation = readonly [9, string, string, unknown, unknown, unknown];
type Traits = Readonly<Record<string, unknown>>;

const shapes = new WeakMap<object, ReadonlyMap<string, OperationShape>>();

/** All operations that the SDK's client package describes (`export const Publish$ = [9, …]`). */
export function operationShapes(sdk: object): ReadonlyMap<string, OperationShape> {
  const known = shapes.get(sdk);
  if (known) return known;
  const found = new Map<string, OperationShape>();
  for (const schema of Object.values(sdk)) {
    if (isOperation(schema)) found.set(schema[2], operationShape(schema));
  }
  shapes.set(sdk, found);
  return found;
}

function isOperation(schema: unknown): schema is RawOperation {
  return Array.isArray(schema) && schema[0] === 9 && typeof schema[2] === "string";
}

function operationShape([, , name, traits, input, output]: RawOperation): OperationShape {
  const http = (traits as { http?: readonly [string, string, number] }).http;
  return {
    name,
    input: NormalizedSchema.of(input as never),
    output: NormalizedSchema.of(output as never),
    ...(http && { http: { method: http[0], uri: http[1], status: http[2] } }),
  };
}

/** The wire code and status of an error by its shape's name or wire code; undefined when the service models none. */
export function errorShape(sdk: object, code: string, protocol: ProtocolName): ErrorShape | undefined {
  const schema = (sdk as Record<string, unknown>)[`${code}$`];
  if (!Array.isArray(schema) || schema[0] !== -3) return undefined;
  const traits = schema[3] as Traits;
  const query = traits.awsQueryError as readonly [string, number] | undefined;
  const usesQueryCodes = query !== undefined && (protocol === "awsQuery" || protocol === "ec2Query");
  const status = usesQueryCodes ? query[1] : (traits.httpError as number | undefined);
  return {
    wireCode: usesQueryCodes ? query[0] : code,
    status: status ?? (traits.error === "server" ? 500 : 400),
  };
}

/** The traits of a member that the wire formats ask for. */
export interface WireTraits {
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
  readonly jsonName?: string;
  readonly ec2QueryName?: string;
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpPrefixHeaders?: string;
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
}

/** Traits of a member together with those of its target. */
export function wireTraits(schema: NormalizedSchema): WireTraits {
  return schema.getMergedTraits() as WireTraits;
}

/** Names of the members that must be present: the SDK lists them first and gives their number. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema() as unknown as readonly unknown[];
  const count = typeof raw[6] === "number" ? raw[6] : 0;
  return (raw[4] as readonly string[]).slice(0, count);
}
