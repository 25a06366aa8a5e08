import { CloudWatchLogsClient, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { BakeFailed } from "../../../core/errors.ts";
import type { RequestOf, StageRunner } from "../../../worker/platform.ts";
import { runStage } from "../../../worker/run-stage.ts";

const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const logs = mockClient(CloudWatchLogsClient);

const request = {
  run: "web-dev-1/bake",
  attempt: 1,
  stage: "bake",
  taskToken: "token",
  heartbeatSeconds: 15,
  logGroup: "/repave/worker",
  result: { bucket: "logs", key: "runs/web-dev-1/bake/1/result.json" },
} as RequestOf<"bake">;

const run = (work: StageRunner<"bake">, cancelled = new AbortController().signal) =>
  runStage({
    request,
    readRequest: async () => request,
    work,
    aws: {} as never,
    sleep: (_delayMs, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    now: () => 0,
    print: () => undefined,
    cancelled,
  });

beforeEach(() => {
  for (const mock of [s3, sfn, logs]) mock.reset();
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "no", $metadata: {} }));
});

describe("runStage", () => {
  it("has result and full log in S3 before it answers the token", async () => {
    const outcome = await run(async ({ progress }) => {
      progress.say("baking");
      return { imageId: "ami-1" } as never;
    });
    expect(outcome).toBe("SUCCEEDED");
    const written = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(written.map(({ Key }) => Key)).toEqual([request.result.key, "runs/web-dev-1/bake/1/worker.log"]);
    expect(String(written[1]?.Body)).toBe(
      "1970-01-01T00:00:00.000Z baking\n1970-01-01T00:00:00.000Z bake SUCCEEDED\n",
    );
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input.output).toBe('{"imageId":"ami-1"}');
    const events = logs
      .commandCalls(PutLogEventsCommand)
      .flatMap(({ args }) => args[0].input.logEvents ?? []);
    expect(events.map(({ message }) => message)).toEqual(["baking", "bake SUCCEEDED"]);
  });

  it("answers a failure with the error's name", async () => {
    const outcome = await run(async () => {
      throw new BakeFailed("no space");
    });
    expect(outcome).toBe("FAILED");
    expect(sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({
      error: "BakeFailed",
      cause: "no space",
    });
  });

  it("answers an earlier result again and does not work twice", async () => {
    const earlier = JSON.stringify({ status: "SUCCEEDED", output: { imageId: "ami-1" } });
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: async () => earlier } } as never);
    let worked = false;
    const outcome = await run(async ({ requireNew }) => {
      await requireNew();
      worked = true;
      return {} as never;
    });
    expect([outcome, worked]).toEqual(["SUCCEEDED", false]);
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input.output).toBe('{"imageId":"ami-1"}');
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  it("answers an earlier result also when the stage did not ask for one", async () => {
    const earlier = JSON.stringify({ status: "SUCCEEDED", output: { imageId: "ami-1" } });
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: async () => earlier } } as never);
    expect(await run(async () => ({ imageId: "ami-2" }) as never)).toBe("SUCCEEDED");
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input.output).toBe('{"imageId":"ami-1"}');
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  it("looks once for an earlier result, and answers nothing when it cannot", async () => {
    s3.on(GetObjectCommand).rejects(new Error("S3 is away"));
    await expect(run(async ({ requireNew }) => requireNew() as never)).rejects.toThrow("S3 is away");
    expect(s3.commandCalls(GetObjectCommand)).toHaveLength(1);
    expect(sfn.calls()).toHaveLength(0);
  });

  it("gives up without an answer when the command is cancelled", async () => {
    const cancel = new AbortController();
    const outcome = await run(async ({ progress }) => {
      cancel.abort();
      progress.signal.throwIfAborted();
      return {} as never;
    }, cancel.signal);
    expect(outcome).toBe("GIVEN_UP");
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
    expect(sfn.calls()).toHaveLength(0);
  });

  it("delivers also what there is to say of its answer", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(Object.assign(new Error("over"), { name: "TaskTimedOut" }));
    expect(await run(async () => ({ imageId: "ami-1" }) as never)).toBe("SUCCEEDED");
    const events = logs
      .commandCalls(PutLogEventsCommand)
      .flatMap(({ args }) => args[0].input.logEvents ?? []);
    expect(events.map(({ message }) => message)).toEqual([
      "bake SUCCEEDED",
      "nobody waits for this result; a retry finds it in S3",
    ]);
  });

  it("finishes although its log cannot be delivered", async () => {
    logs.rejects(new Error("no log group"));
    expect(await run(async () => ({ imageId: "ami-1" }) as never)).toBe("SUCCEEDED");
  });
});
