import type { ProtocolName, Service } from "../kernel/service.ts";
import type { AwsError } from "./aws-error.ts";
import type { HttpResponse } from "./http-request.ts";
import { errorShape } from "./shape.ts";
import { escapeXml } from "./xml-codec.ts";

interface WireError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/**
 * Writes a refusal in the service's protocol. The code and the status on the wire are those that the service's own
 * model gives to the error; an error that the model does not have keeps its own.
 */
export function writeError(
  service: Service | undefined,
  error: AwsError,
  options: { requestId: string; protocol?: ProtocolName },
): HttpResponse {
  const protocol = service?.protocol ?? options.protocol ?? "awsJson1.0";
  const shape = service && errorShape(service.sdk, error.code, protocol);
  const wire: WireError = {
    code: shape?.wireCode ?? error.code,
    status: shape && error.status === 400 ? shape.status : error.status,
    message: error.message,
    details: error.details,
    requestId: options.requestId,
  };
  return ERROR_WRITERS[protocol](wire, error);
}

const ERROR_WRITERS: Readonly<Record<ProtocolName, (error: WireError, original: AwsError) => HttpResponse>> =
  {
    "awsJson1.0": (error, original) =>
      jsonError(error, { contentType: "application/x-amz-json-1.0", original }),
    "awsJson1.1": (error, original) =>
      jsonError(error, { contentType: "application/x-amz-json-1.1", original }),
    restJson1: (error, original) => jsonError(error, { contentType: "application/json", original }),
    awsQuery: (error) =>
      xmlError(
        error,
        `<ErrorResponse><Error><Type>${error.status < 500 ? "Sender" : "Receiver"}</Type>${codeAndMessage(error)}</Error><RequestId>${error.requestId}</RequestId></ErrorResponse>`,
      ),
    ec2Query: (error) =>
      xmlError(
        error,
        `<Response><Errors><Error>${codeAndMessage(error)}</Error></Errors><RequestID>${error.requestId}</RequestID></Response>`,
      ),
    restXml: (error) =>
      xmlError(
        error,
        `<Error>${codeAndMessage(error)}${details(error)}<RequestId>${error.requestId}</RequestId></Error>`,
      ),
  };

function jsonError(
  error: WireError,
  { contentType, original }: { contentType: string; original: AwsError },
): HttpResponse {
  const headers = { "content-type": contentType, "x-amzn-errortype": error.code };
  const queryCode = original.details.queryCode;
  return {
    status: error.status,
    headers: queryCode === undefined ? headers : { ...headers, "x-amzn-query-error": `${queryCode};Sender` },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
  };
}

function xmlError(error: WireError, body: string): HttpResponse {
  const document = error.status === 304 ? "" : `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  return { status: error.status, headers: { "content-type": "application/xml" }, body: document };
}

function codeAndMessage(error: WireError): string {
  return `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
}

function details(error: WireError): string {
  return Object.entries(error.details)
    .map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
    .join("");
}
