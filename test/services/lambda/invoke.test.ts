import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { createNodeFunction } from "./node-function.ts";
import { zip } from "./zip.ts";

let aws: TestRuntime;
let client: LambdaClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createLambda] });
  client = new LambdaClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function deploy(name: string, settings: Parameters<typeof createNodeFunction>[1]): Promise<void> {
  await client.send(await createNodeFunction(name, { Timeout: 10, ...settings }));
}

async function run(name: string, event: unknown = {}) {
  const output = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: "Tail" }),
  );
  return {
    value: JSON.parse(output.Payload?.transformToString() ?? "null"),
    functionError: output.FunctionError,
    log: Buffer.from(output.LogResult ?? "", "base64").toString(),
    status: output.StatusCode,
  };
}

describe("Invoke", () => {
  it("runs an ES module handler with event and context", async () => {
    const source = `export const handler = async (event, context) => ({
      event, name: context.functionName, arn: context.invokedFunctionArn, id: context.awsRequestId,
      left: context.getRemainingTimeInMillis() });`;
    await deploy("esm", { files: { "index.mjs": source } });
    const { value, functionError, status } = await run("esm", { a: 1 });
    expect(functionError).toBeUndefined();
    expect(status).toBe(200);
    expect(value).toMatchObject({
      event: { a: 1 },
      name: "esm",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:esm",
    });
    expect(value.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(value.left).toBeGreaterThan(5_000);
  });

  it("runs a CommonJS handler in a folder, and one that answers by callback on Node.js 22", async () => {
    await deploy("cjs", {
      files: { "src/app.js": "exports.main = async () => 'cjs'" },
      Handler: "src/app.main",
    });
    const callback =
      "exports.handler = (event, context, callback) => setTimeout(callback, 1, null, 'called back')";
    await deploy("callback", { files: { "index.js": callback }, Runtime: "nodejs22.x" });
    await deploy("callback24", { files: { "index.js": callback } });
    expect((await run("cjs")).value).toBe("cjs");
    expect((await run("callback")).value).toBe("called back");
    expect((await run("callback24")).value).toMatchObject({ errorType: "Runtime.CallbackHandlerDeprecated" });
  });

  it("answers null when nothing is left that could answer", async () => {
    await deploy("silent", { files: { "index.mjs": "export const handler = () => new Promise(() => {})" } });
    expect((await run("silent")).value).toBeNull();
  });

  it("keeps an instance for the next invocation", async () => {
    await deploy("counting", { files: { "index.mjs": "let n = 0; export const handler = async () => ++n" } });
    expect((await run("counting")).value).toBe(1);
    expect((await run("counting")).value).toBe(2);
  });

  it("starts further instances for concurrent invocations", async () => {
    const source = `let n = 0; export const handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 500)); return n }`;
    await deploy("concurrent", { files: { "index.mjs": source } });
    const values = await Promise.all([1, 2, 3].map(async () => (await run("concurrent")).value));
    expect(values).toEqual([1, 1, 1]);
  });

  it("uses new code after an update", async () => {
    await deploy("updated", { files: { "index.mjs": "export const handler = async () => 'old'" } });
    expect((await run("updated")).value).toBe("old");
    const archive = await zip({ "index.mjs": "export const handler = async () => 'new'" });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: "updated", ZipFile: archive }));
    expect((await run("updated")).value).toBe("new");
  });

  it("describes a thrown error by its name", async () => {
    const source = `class RecipeBusy extends Error { name = "RecipeBusy" }
      export const handler = async () => { throw new RecipeBusy("held by another run") }`;
    await deploy("throwing", { files: { "index.mjs": source } });
    const { value, functionError } = await run("throwing");
    expect(functionError).toBe("Unhandled");
    expect(value).toMatchObject({ errorType: "RecipeBusy", errorMessage: "held by another run" });
    expect(value.trace[0]).toContain("RecipeBusy");
  });

  it("ends only the instance when the code exits, crashes or uses up its memory", async () => {
    const source = `export const handler = async (event) => {
      if (event.exit) process.exit(3);
      if (event.crash) { setTimeout(() => { throw new TypeError("late") }, 1); await new Promise((r) => setTimeout(r, 1000)) }
      if (event.fill) { const all = []; for (;;) all.push(new Array(1e5).fill({})) }
      return "fine" }`;
    await deploy("dying", { files: { "index.mjs": source } });
    expect((await run("dying", { exit: true })).value.errorMessage).toMatch(
      /exited with error: exit status 3/,
    );
    expect((await run("dying", { crash: true })).value).toMatchObject({
      errorType: "TypeError",
      errorMessage: "late",
    });
    expect((await run("dying", { fill: true })).value).toMatchObject({ errorType: "Runtime.ExitError" });
    expect((await run("dying")).value).toBe("fine");
  });

  it("ends an invocation at its timeout, even one that never yields", async () => {
    await deploy("slow", {
      files: { "index.mjs": "export const handler = async () => { for (;;); }" },
      Timeout: 1,
    });
    const { value, log } = await run("slow");
    expect(value.errorType).toBe("Sandbox.Timedout");
    expect(value.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
    );
    expect(log).toContain("Task timed out after 1.00 seconds");
  });

  it("names what is wrong with a handler that cannot be loaded", async () => {
    await deploy("no-file", { files: { "other.mjs": "" } });
    await deploy("no-export", { files: { "index.mjs": "export const other = 1" } });
    await deploy("broken", { files: { "index.mjs": "export const handler = =" } });
    expect((await run("no-file")).value.errorType).toBe("Runtime.ImportModuleError");
    expect((await run("no-export")).value.errorType).toBe("Runtime.HandlerNotFound");
    expect((await run("broken")).value.errorType).toBe("Runtime.UserCodeSyntaxError");
  });

  it("shows the function its own environment and nothing of the host's", async () => {
    process.env.REPAVE_HOST_SECRET = "host";
    await deploy("environment", {
      files: { "index.mjs": "export const handler = async () => ({ ...process.env })" },
      Environment: { Variables: { TABLE: "repave-runs" } },
    });
    const { value } = await run("environment");
    expect(value).toMatchObject({
      TABLE: "repave-runs",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "environment",
      AWS_ENDPOINT_URL: aws.endpoint,
    });
    expect(value.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
    expect(value.AWS_SESSION_TOKEN).not.toBe("");
    expect(value.REPAVE_HOST_SECRET).toBeUndefined();
  });

  it("returns the log's tail with START, the function's lines, END and REPORT", async () => {
    const source = `export const handler = async () => { console.log("hello %s", "there"); process.stdout.write("raw\\n"); return 1 }`;
    await deploy("logging", { files: { "index.mjs": source } });
    const { log } = await run("logging");
    expect(log).toMatch(
      /^START RequestId: .*Version: \$LATEST\n.*\tINFO\thello there\nraw\nEND RequestId: .*\nREPORT /,
    );
    expect(log).toContain("Init Duration:");
  });

  it("refuses a response above 6 MB", async () => {
    await deploy("large", { files: { "index.mjs": "export const handler = async () => 'x'.repeat(7e6)" } });
    expect((await run("large")).value.errorType).toBe("Function.ResponseSizeTooLarge");
  });

  it("refuses an unknown function and a payload that is no JSON", async () => {
    await expect(run("nowhere")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const invalid = new InvokeCommand({ FunctionName: "esm", Payload: "{" });
    await expect(client.send(invalid)).rejects.toMatchObject({ name: "InvalidRequestContentException" });
  });

  it("keeps functions over a restart", async () => {
    const again = await aws.restart();
    aws = again;
    client = new LambdaClient(again.clientConfig);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: "esm" }));
    expect(Configuration).toMatchObject({ State: "Active", Handler: "index.handler", Runtime: "nodejs24.x" });
    expect((await run("esm", { again: true })).value.event).toEqual({ again: true });
  });
});
