import { Readable } from "node:stream";
import { ErrorName, Failure, type Outcome } from "../../../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../asl/json.ts";
import type { HttpExchange } from "../../../../driver/task-runner.ts";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Runtime } from "../../../../kernel/service.ts";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { readBodyText } from "../payload.ts";
import { type ConnectionCredentials, readCredentials } from "./connection-credentials.ts";
import { shownRequest, shownResponse } from "./exchange.ts";
import { encodeBody } from "./request-body.ts";

interface HttpCall {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly parameters: JsonObject;
  /** Told what was sent and what came back. */
  readonly observe?: ((exchange: HttpExchange) => void) | undefined;
}

const NO_CREDENTIALS: ConnectionCredentials = { headers: {}, query: {}, body: {} };

const LONGEST_CALL_MS = 60_000;
const METHODS: readonly string[] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

/**
 * `http:invoke`: calls an HTTPS API with the credentials of a connection of EventBridge.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export async function callHttp(call: HttpCall): Promise<Outcome<Json>> {
  const { runtime, caller, parameters, observe } = call;
  const complaint = complaintAbout(parameters);
  if (complaint !== undefined) return new Failure(ErrorName.runtime, complaint);
  try {
    const credentials = await readCredentials(runtime, { connectionArn: connectionOf(parameters), caller });
    const request = buildRequest(runtime, parameters, credentials);
    const response = await fetch(request.url, request.init);
    const text = await textIn(response);
    observe?.({
      request: shownRequest(request),
      concealed: shownRequest(buildRequest(runtime, parameters, NO_CREDENTIALS)),
      response: shownResponse(request.url, response, text),
    });
    return resultOf(response, text);
  } catch (error) {
    if (error instanceof AwsError) return connectionFailure(error);
    return new Failure("States.Http.Socket", reasonOf(error as Error));
  }
}

function connectionFailure({ code, message }: AwsError): Failure {
  const isDenied = code.startsWith("AccessDenied");
  return new Failure(isDenied ? "Events.ConnectionResource.AccessDenied" : `Events.${code}`, message);
}

function complaintAbout(parameters: JsonObject): string | undefined {
  const { ApiEndpoint: endpoint, Method: method } = parameters;
  if (typeof method !== "string" || !METHODS.includes(method))
    return `The field 'Method' must be one of ${METHODS.join(", ")}.`;
  if (typeof endpoint !== "string" || !URL.canParse(endpoint) || !isAllowed(new URL(endpoint)))
    return "The field 'ApiEndpoint' must be a valid HTTPS URL.";
  return connectionOf(parameters) === ""
    ? "The field 'Authentication.ConnectionArn' is required."
    : undefined;
}

/** DIVERGES: plain HTTP is allowed to this machine, where a service is developed. */
function isAllowed({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\..*|\[::1\])$/.test(hostname));
}

function connectionOf({ Authentication, InvocationConfig }: JsonObject): string {
  const holder = isJsonObject(Authentication) ? Authentication : InvocationConfig;
  return isJsonObject(holder) && typeof holder.ConnectionArn === "string" ? holder.ConnectionArn : "";
}

function buildRequest(
  { region }: Runtime,
  parameters: JsonObject,
  credentials: ConnectionCredentials,
): { readonly url: URL; readonly init: RequestInit } {
  const url = new URL(String(parameters.ApiEndpoint));
  const query = { ...objectOf(parameters.QueryParameters), ...credentials.query };
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, textOf(one as Json));
  const headers = new Headers({
    "User-Agent": `Amazon|StepFunctions|HttpInvoke|${region}`,
    Range: "bytes=0-262144",
  });
  const given = { ...objectOf(parameters.Headers), ...credentials.headers };
  for (const [name, value] of Object.entries(given)) headers.set(name, textOf(value as Json));
  const body = bodyOf(parameters, credentials);
  const encoded = body === undefined ? undefined : encode(body, parameters, headers);
  const init: RequestInit = {
    method: String(parameters.Method),
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(LONGEST_CALL_MS),
    ...(encoded === undefined ? {} : { body: encoded }),
  };
  return { url, init };
}

function encode(body: Json, { Transform }: JsonObject, headers: Headers): string {
  const contentType = headers.get("Content-Type") ?? undefined;
  const encoded = encodeBody(body, { contentType, transform: objectOf(Transform) });
  headers.set("Content-Type", encoded.contentType);
  return encoded.text;
}

/** The connection's own parameters win, as on AWS. */
function bodyOf({ RequestBody: body }: JsonObject, { body: added }: ConnectionCredentials): Json | undefined {
  if (Object.keys(added).length === 0) return body;
  return { ...objectOf(body), ...added };
}

async function textIn({ body }: Response): Promise<string> {
  return body === null ? "" : await readBodyText(Readable.fromWeb(body as never));
}

function resultOf(response: Response, text: string): Outcome<Json> {
  if (!response.ok) return new Failure(`States.Http.StatusCode.${response.status}`, text);
  const isJson = /\bjson\b/i.test(response.headers.get("content-type") ?? "");
  return {
    Headers: Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]])),
    ResponseBody: isJson ? parsed(text) : text,
    StatusCode: response.status,
    StatusText: response.statusText,
  };
}

/** A body that is no JSON after all is a text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `fetch` hides the reason behind `fetch failed`. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
