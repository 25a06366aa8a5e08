import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { WorkerResult } from "../../../core/worker-request.ts";
import { createAnswer } from "../../../worker/answer.ts";
import { followToken } from "../../../worker/task-token.ts";

const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const said: string[] = [];
const place = { bucket: "logs", key: "runs/r/1/result.json" };
const failure: WorkerResult = { status: "FAILED", error: "BakeFailed", cause: "x".repeat(40_000) };

/** An answer whose request parameter holds this token when it is read again. */
const answerWith = (newerToken: string) =>
  createAnswer({
    s3: new S3Client({}),
    sfn: new SFNClient({}),
    place,
    token: followToken("first", async () => ({ taskToken: newerToken }) as never),
    say: (line) => said.push(line),
  });

beforeEach(() => {
  s3.reset();
  sfn.reset();
  said.length = 0;
});

describe("an answer", () => {
  it("has no earlier result when the file is not there, and fails when S3 fails", async () => {
    s3.on(GetObjectCommand)
      .rejectsOnce(new NoSuchKey({ message: "no", $metadata: {} }))
      .rejectsOnce(new Error("down"));
    expect(await answerWith("first").earlier()).toBeUndefined();
    await expect(answerWith("first").earlier()).rejects.toThrow("down");
  });

  it("writes the whole result to its place", async () => {
    await answerWith("first").write(failure);
    const [call] = s3.commandCalls(PutObjectCommand);
    expect(call?.args[0].input).toMatchObject({ Bucket: place.bucket, Key: place.key });
    expect(JSON.parse(String(call?.args[0].input.Body))).toEqual(failure);
  });

  it("sends a success as the stage's output", async () => {
    await answerWith("first").send({ status: "SUCCEEDED", output: { imageId: "ami-1" } as never });
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: "first",
      output: '{"imageId":"ami-1"}',
    });
  });

  it("cuts a failure to what Step Functions takes", async () => {
    await answerWith("first").send(failure);
    const input = sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ error: "BakeFailed" });
    expect(input?.cause?.length).toBe(32_768);
  });

  it("answers the newer token when the first timed out", async () => {
    sfn.on(SendTaskFailureCommand, { taskToken: "first" }).rejects(timedOut());
    await answerWith("second").send(failure);
    expect(sfn.commandCalls(SendTaskFailureCommand).map(({ args }) => args[0].input.taskToken)).toEqual([
      "first",
      "second",
    ]);
    expect(said).toEqual([]);
  });

  it("stops quietly when nobody waits", async () => {
    sfn.on(SendTaskFailureCommand).rejects(new InvalidToken({ message: "no", $metadata: {} }));
    await answerWith("first").send(failure);
    expect(sfn.commandCalls(SendTaskFailureCommand)).toHaveLength(1);
    expect(said).toEqual(["nobody waits for this result; a retry finds it in S3"]);
  });

  it("fails when Step Functions cannot be reached", async () => {
    sfn.on(SendTaskFailureCommand).rejects(new Error("down"));
    await expect(answerWith("second").send(failure)).rejects.toThrow("down");
  });
});

function timedOut(): TaskTimedOut {
  return new TaskTimedOut({ message: "late", $metadata: {} });
}
