import type { HttpRequest } from "./http-request.ts";
import { header } from "./http-request.ts";
import { decodePercent } from "./percent-encoding.ts";
import { type OperationShape, requiredMembers, wireTraits } from "./shape.ts";

/** A request matched to an operation, with the labels of its path decoded. */
export interface RouteMatch {
  readonly shape: OperationShape;
  readonly labels: Readonly<Record<string, string>>;
}

interface Route {
  readonly shape: OperationShape;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labelNames: readonly string[];
  /** Query parameters that must be there: with a value, or any (undefined). */
  readonly literalQuery: ReadonlyMap<string, string | undefined>;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Whether the first segment of the path is the `Bucket` member, which S3's templates leave out. */
  readonly bucketInPath: boolean;
}

/** A router over the HTTP bindings of a service's operations; the most specific match wins. */
export type Router = (request: HttpRequest, query: URLSearchParams) => RouteMatch | undefined;

/** Compiles the bindings. `bucketInPath` is for S3 with path-style addresses. */
export function createRouter(shapes: Iterable<OperationShape>, options: { bucketInPath: boolean }): Router {
  const routes: Route[] = [];
  for (const shape of shapes) {
    if (shape.http) routes.push(compile(shape, shape.http, options.bucketInPath));
  }
  routes.sort((left, right) => specificity(right) - specificity(left));
  return (request, query) => {
    for (const route of routes) {
      const labels = match(route, request, query);
      if (labels) return { shape: route.shape, labels };
    }
    return undefined;
  };
}

function specificity(route: Route): number {
  const literalSegments = route.pattern.source.replace(/\([^)]*\)/g, "").length;
  const conditions = route.literalQuery.size + route.requiredQuery.length + route.requiredHeaders.length;
  return conditions * 1000 + literalSegments;
}

function compile(shape: OperationShape, http: { method: string; uri: string }, bucketInPath: boolean): Route {
  const [path = "/", queryText = ""] = http.uri.split("?");
  const labelNames: string[] = [];
  const members = shape.input.isUnitSchema() ? [] : [...shape.input.structIterator()].map(([name]) => name);
  const hasBucket = bucketInPath && members.includes("Bucket");
  const source = path
    .split("/")
    .map((segment) => compileSegment(segment, labelNames))
    .join("/");
  if (hasBucket) labelNames.unshift("Bucket");
  const full = hasBucket ? `/([^/]+)${path === "/" ? "/?" : source}` : source;
  const required = new Set(shape.input.isUnitSchema() ? [] : requiredMembers(shape.input));
  const traits = [...(shape.input.isUnitSchema() ? [] : shape.input.structIterator())]
    .filter(([name]) => required.has(name))
    .map(([, member]) => wireTraits(member));
  return {
    shape,
    method: http.method,
    pattern: new RegExp(`^${full}$`),
    labelNames,
    literalQuery: literals(queryText),
    requiredQuery: traits.flatMap((trait) => trait.httpQuery ?? []),
    requiredHeaders: bucketInPath ? traits.flatMap((trait) => trait.httpHeader ?? []) : [],
    bucketInPath: hasBucket,
  };
}

function compileSegment(segment: string, labelNames: string[]): string {
  const label = /^\{(\w+)(\+?)\}$/.exec(segment);
  if (!label?.[1]) return segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  labelNames.push(label[1]);
  return label[2] ? "(.+)" : "([^/]+)";
}

/** `x-id` only names the operation in the SDK's URLs; other clients leave it out. */
function literals(queryText: string): Map<string, string | undefined> {
  const result = new Map<string, string | undefined>();
  for (const part of queryText.split("&").filter(Boolean)) {
    const [key = "", value] = part.split("=");
    if (key !== "x-id") result.set(key, value);
  }
  return result;
}

function match(
  route: Route,
  request: HttpRequest,
  query: URLSearchParams,
): Record<string, string> | undefined {
  if (route.method !== request.method) return undefined;
  for (const [key, value] of route.literalQuery) {
    if (value === undefined ? !query.has(key) : query.get(key) !== value) return undefined;
  }
  if (!route.requiredQuery.every((key) => query.has(key))) return undefined;
  if (!route.requiredHeaders.every((name) => header(request, name) !== undefined)) return undefined;
  const found = route.pattern.exec(request.rawPath);
  if (!found) return undefined;
  return Object.fromEntries(
    route.labelNames.map((name, index) => [name, decodePercent(found[index + 1] ?? "")]),
  );
}
