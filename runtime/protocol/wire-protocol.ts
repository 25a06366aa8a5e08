import type { ProtocolName, Service } from "../kernel/service.ts";
import { AwsError } from "./aws-error.ts";
import { type HttpRequest, type HttpResponse, header } from "./http-request.ts";
import { readJson, writeJson } from "./json-codec.ts";
import { type QueryDialect, readQuery } from "./query-codec.ts";
import { parseJson, type RestFormat, readRestInput, writeRestOutput } from "./rest-codec.ts";
import { createRouter, type RouteMatch } from "./rest-route.ts";
import { type OperationShape, operationShapes, requiredMembers } from "./shape.ts";
import { writeXmlMembers } from "./xml-codec.ts";

type Fields = Record<string, unknown>;

/** A request understood: which operation, with which input, and how its output is written. */
export interface DecodedRequest {
  readonly operation: string;
  readonly input: Fields;
  writeOutput(output: Fields, requestId: string): HttpResponse;
}

/** Reads requests and writes answers of one service in its protocol, from the SDK's schemas. */
export interface WireProtocol {
  /** Throws `AwsError` when the operation is unknown or the input has the wrong types or lacks required members. */
  decode(request: HttpRequest): DecodedRequest;
}

/** The wire protocol of a service. */
export function createWireProtocol(service: Service): WireProtocol {
  const shapes = operationShapes(service.sdk);
  return WIRE_PROTOCOLS[service.protocol](service, shapes);
}

type Shapes = ReadonlyMap<string, OperationShape>;

const WIRE_PROTOCOLS: Readonly<Record<ProtocolName, (service: Service, shapes: Shapes) => WireProtocol>> = {
  "awsJson1.0": (service, shapes) =>
    jsonProtocol(service, { shapes, contentType: "application/x-amz-json-1.0" }),
  "awsJson1.1": (service, shapes) =>
    jsonProtocol(service, { shapes, contentType: "application/x-amz-json-1.1" }),
  awsQuery: (service, shapes) => queryProtocol(service, { shapes, dialect: "awsQuery" }),
  ec2Query: (service, shapes) => queryProtocol(service, { shapes, dialect: "ec2Query" }),
  restJson1: (service, shapes) => restProtocol(service, { shapes, format: "json" }),
  restXml: (service, shapes) => restProtocol(service, { shapes, format: "xml" }),
};

function jsonProtocol(service: Service, options: { shapes: Shapes; contentType: string }): WireProtocol {
  return {
    decode(request) {
      const operation = (header(request, "x-amz-target") ?? "").split(".").pop() ?? "";
      const shape = findShape(service, options.shapes, operation);
      const input = (readJson(shape.input, parseJson(request.body)) ?? {}) as Fields;
      checkRequired(shape, input, "ValidationException");
      return { operation, input, writeOutput: (output) => jsonResponse(shape, output, options.contentType) };
    },
  };
}

function jsonResponse(shape: OperationShape, output: Fields, contentType: string): HttpResponse {
  const body = shape.output.isUnitSchema() ? "" : JSON.stringify(writeJson(shape.output, output) ?? {});
  return { status: 200, headers: { "content-type": contentType }, body };
}

function queryProtocol(service: Service, options: { shapes: Shapes; dialect: QueryDialect }): WireProtocol {
  return {
    decode(request) {
      const parameters = new URLSearchParams(
        request.method === "GET" ? request.rawQuery : request.body.toString("utf8"),
      );
      const operation = parameters.get("Action") ?? "";
      const shape = findShape(service, options.shapes, operation);
      const input = readQuery(shape.input, parameters, options.dialect);
      checkRequired(shape, input, options.dialect === "ec2Query" ? "MissingParameter" : "ValidationError");
      return {
        operation,
        input,
        writeOutput: (output, requestId) => queryResponse(service, { shape, output, requestId }),
      };
    },
  };
}

function queryResponse(
  service: Service,
  { shape, output, requestId }: { shape: OperationShape; output: Fields; requestId: string },
): HttpResponse {
  const members = shape.output.isUnitSchema() ? "" : writeXmlMembers(shape.output, output);
  const name = shape.name;
  const root = `${name}Response`;
  const namespace = `http://${service.signingName}.amazonaws.com/doc/`;
  const inner =
    service.protocol === "ec2Query"
      ? `<requestId>${requestId}</requestId>${members || "<return>true</return>"}`
      : `<${name}Result>${members}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`,
  };
}

function restProtocol(service: Service, options: { shapes: Shapes; format: RestFormat }): WireProtocol {
  const route = createRouter(options.shapes.values(), { bucketInPath: service.signingName === "s3" });
  return {
    decode(request) {
      const query = new URLSearchParams(request.rawQuery);
      const match: RouteMatch | undefined = route(request, query);
      if (!match) {
        throw new AwsError("MethodNotAllowed", `No operation has ${request.method} ${request.rawPath}.`, {
          status: 405,
        });
      }
      requireImplemented(service, match.shape.name);
      const input = readRestInput(match, request, { query, format: options.format });
      checkRequired(match.shape, input, options.format === "xml" ? "InvalidRequest" : "ValidationException");
      return {
        operation: match.shape.name,
        input,
        writeOutput: (output) => writeRestOutput(match, output, options.format),
      };
    },
  };
}

function findShape(service: Service, shapes: Shapes, operation: string): OperationShape {
  const shape = shapes.get(operation);
  if (!shape) {
    throw new AwsError(
      "UnknownOperationException",
      `${service.signingName} has no operation named '${operation}'.`,
    );
  }
  requireImplemented(service, operation);
  return shape;
}

/** Refuses what AWS has and the runtime does not, by name. */
export function requireImplemented(service: Service, operation: string): void {
  if (Object.hasOwn(service.operations, operation)) return;
  throw new AwsError(
    "NotImplemented",
    `The embedded AWS does not emulate ${service.signingName}:${operation}. It emulates: ${Object.keys(service.operations).sort().join(", ")}.`,
    { status: 501 },
  );
}

function checkRequired(shape: OperationShape, input: Fields, code: string): void {
  if (shape.input.isUnitSchema()) return;
  const missing = requiredMembers(shape.input).filter((name) => input[name] === undefined);
  if (missing.length === 0) return;
  const texts = missing.map(
    (name) =>
      `Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
  const plural = missing.length === 1 ? "error" : "errors";
  throw new AwsError(code, `${missing.length} validation ${plural} detected: ${texts.join("; ")}`);
}
