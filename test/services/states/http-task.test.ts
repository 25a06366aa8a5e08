import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListConnectionsCommand,
} from "@aws-sdk/client-eventbridge";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetExecutionHistoryCommand, SFNClient, TestStateCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEvents } from "../../../runtime/services/events/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSecretsManager } from "../../../runtime/services/secretsmanager/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, ROLE_ARN, startMachine } from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;
let events: EventBridgeClient;
let server: Server;
let endpoint: string;
let basic: string;
let key: string;

/** Tells what it was asked, unless the path is a status to answer with. */
async function answer(request: IncomingMessage): Promise<{ status: number; type: string; body: string }> {
  const { pathname, searchParams } = new URL(request.url ?? "", endpoint);
  const status = Number(pathname.slice(1)) || 200;
  if (status !== 200) return { status, type: "text/plain", body: `status ${status}` };
  if (pathname === "/text") return { status, type: "text/plain", body: "plain" };
  if (pathname === "/large") return { status, type: "text/plain", body: "x".repeat(400_000) };
  const body = {
    method: request.method,
    headers: request.headers,
    query: [...searchParams],
    body: await text(request),
  };
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createSecretsManager, createEvents, createStates] });
  sfn = new SFNClient(aws.clientConfig);
  events = new EventBridgeClient(aws.clientConfig);
  server = createServer(async (request, response) => {
    const { status, type, body } = await answer(request);
    response.writeHead(status, { "Content-Type": type, Location: "/text" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  basic = await connect("basic", {
    AuthorizationType: "BASIC",
    AuthParameters: {
      BasicAuthParameters: { Username: "ann", Password: "canary-71c" },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: "X-Team", Value: "web" }],
        QueryStringParameters: [{ Key: "token", Value: "hidden", IsValueSecret: true }],
        BodyParameters: [{ Key: "added", Value: "1" }],
      },
    },
  });
  key = await connect("key", {
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "k-1" } },
  });
});
afterAll(async () => {
  server.close();
  await aws.stop();
});

type Auth = Omit<ConstructorParameters<typeof CreateConnectionCommand>[0], "Name">;

async function connect(Name: string, auth: Auth): Promise<string> {
  return (await events.send(new CreateConnectionCommand({ Name, ...auth }))).ConnectionArn ?? "";
}

async function invoke(path: string, more: object = {}, ConnectionArn = key) {
  const Arguments = {
    ApiEndpoint: `${endpoint}${path}`,
    Method: "GET",
    Authentication: { ConnectionArn },
    ...more,
  };
  const call = { Type: "Task", Resource: "arn:aws:states:::http:invoke", Arguments, End: true };
  const definition = { QueryLanguage: "JSONata", StartAt: "Call", States: { Call: call } };
  const { executionArn } = await startMachine(sfn, definition);
  return { ...(await ended(sfn, executionArn)), executionArn };
}

describe("an HTTP task", () => {
  it("calls with the credentials and parameters of its connection, which stay out of the history", async () => {
    const more = {
      Method: "POST",
      Headers: { "X-Own": "mine" },
      QueryParameters: { q: ["1", "2"] },
      RequestBody: { a: [1] },
    };
    const { output, executionArn } = await invoke("/", more, basic);
    expect(output).toMatchObject({
      StatusCode: 200,
      StatusText: "OK",
      Headers: { "content-type": ["application/json; charset=utf-8"] },
      ResponseBody: {
        method: "POST",
        query: [
          ["q", "1"],
          ["q", "2"],
          ["token", "hidden"],
        ],
        body: '{"a":[1],"added":"1"}',
        headers: {
          authorization: `Basic ${Buffer.from("ann:canary-71c").toString("base64")}`,
          "x-team": "web",
          "x-own": "mine",
          "content-type": "application/json",
          "user-agent": "Amazon|StepFunctions|HttpInvoke|us-east-1",
        },
      },
    });
    const { events: told = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const before = told.filter(({ type }) => type === "TaskScheduled" || type === "TaskStateEntered");
    expect(JSON.stringify(before)).not.toMatch(/canary|hidden/);
  });

  it("sends the key of its connection, and forms", async () => {
    const Transform = {
      RequestBodyEncoding: "URL_ENCODED",
      RequestEncodingOptions: { ArrayFormat: "BRACKETS" },
    };
    const more = { Method: "POST", RequestBody: { a: ["x", "ö y"], b: { c: 1 } }, Transform };
    expect((await invoke("/", more)).output).toMatchObject({
      ResponseBody: {
        headers: { "x-key": "k-1", "content-type": "application/x-www-form-urlencoded" },
        body: "a%5B%5D=x&a%5B%5D=%C3%B6+y&b%5Bc%5D=1",
      },
    });
  });

  it("gives a text where the answer is no JSON", async () => {
    expect((await invoke("/text")).output).toMatchObject({ ResponseBody: "plain" });
  });

  it.each([
    ["/404", {}, "States.Http.StatusCode.404", /^status 404$/],
    ["/302", {}, "States.Http.StatusCode.302", /^status 302$/],
    ["/large", {}, "States.DataLimitExceeded", /exceeding the maximum number of bytes/],
    ["/", { ApiEndpoint: "https://127.0.0.1:1/" }, "States.Http.Socket", /./],
    ["/", { ApiEndpoint: "http://example.com/" }, "States.Runtime", /valid HTTPS URL/],
    ["/", { Method: "BREW" }, "States.Runtime", /'Method'/],
    ["/", { Authentication: {} }, "States.Runtime", /ConnectionArn/],
  ])("to %s with %j fails as %s", async (path, more, error, cause) => {
    const end = await invoke(path, more);
    expect(end).toMatchObject({ status: "FAILED", error, cause: expect.stringMatching(cause) });
  });

  it("fails when its connection is not there", async () => {
    expect(await invoke("/", {}, `${key}0`)).toMatchObject({
      error: "Events.ResourceNotFoundException",
      cause: expect.stringMatching(/does not exist/),
    });
  });
});

describe("a connection", () => {
  it("shows no secrets, and keeps them in Secrets Manager until it is deleted", async () => {
    await connect("gone", {
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "n", ApiKeyValue: "v" } },
    });
    const described = await events.send(new DescribeConnectionCommand({ Name: "basic" }));
    expect(described).toMatchObject({
      ConnectionState: "AUTHORIZED",
      AuthParameters: { BasicAuthParameters: { Username: "ann" } },
    });
    expect(JSON.stringify(described)).not.toMatch(/canary|hidden/);
    const names = async () => {
      const { SecretList = [] } = await new SecretsManagerClient(aws.clientConfig).send(
        new ListSecretsCommand({}),
      );
      return SecretList.map(({ Name = "" }) => Name.split("/")[1]).sort();
    };
    expect(await names()).toEqual(["basic", "gone", "key"]);
    await events.send(new DeleteConnectionCommand({ Name: "gone" }));
    expect(await names()).toEqual(["basic", "key"]);
    const { Connections = [] } = await events.send(new ListConnectionsCommand({ NamePrefix: "k" }));
    expect(Connections.map(({ Name }) => Name)).toEqual(["key"]);
  });

  it("is refused when it is there already, or is of a kind that is not emulated", async () => {
    const auth: Auth = {
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "n", ApiKeyValue: "v" } },
    };
    await expect(connect("key", auth)).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    const oauth: Auth = { AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: {} };
    await expect(connect("oauth", oauth)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("the test of an HTTP task", () => {
  async function trace(revealSecrets: boolean) {
    const Parameters = {
      ApiEndpoint: `${endpoint}/`,
      Method: "POST",
      Authentication: { ConnectionArn: basic },
      RequestBody: { a: 1 },
    };
    const state = { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters, End: true };
    const request = { definition: JSON.stringify(state), roleArn: ROLE_ARN, revealSecrets };
    const client = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
    const answer = await client.send(new TestStateCommand({ ...request, inspectionLevel: "TRACE" }));
    client.destroy();
    return answer;
  }

  it("shows what was sent and what came back, and secrets only when asked for", async () => {
    const shown = await trace(true);
    expect(shown.status).toBe("SUCCEEDED");
    expect(shown.inspectionData).toMatchObject({
      request: { method: "POST", headers: expect.stringContaining("authorization: Basic ") },
      response: { statusCode: "200", statusMessage: "OK" },
    });
    const { inspectionData } = await trace(false);
    expect(inspectionData?.request).toMatchObject({ protocol: "http", body: '{"a":1}' });
    expect(JSON.stringify(inspectionData?.request)).not.toMatch(/Basic|hidden/);
  });
});
