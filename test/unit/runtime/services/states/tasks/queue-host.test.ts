import { describe, expect, it } from "vitest";
import { parseTaskResource } from "../../../../../../runtime/asl/task-resource.ts";
import { unknownQueueHost } from "../../../../../../runtime/services/states/tasks/queue-host.ts";

function failureOf(resource: string, QueueUrl: string) {
  const parsed = parseTaskResource(resource);
  if (parsed?.kind !== "service") throw new Error(`${resource} is no service`);
  return unknownQueueHost(parsed, { QueueUrl });
}

const SEND = "arn:aws:states:::sqs:sendMessage";

describe("a queue's URL", () => {
  it("whose host there is not fails as the SDK does", () => {
    expect(failureOf(SEND, "http://no-such-queue")).toMatchObject({
      error: "SQS.SdkClientException",
      cause: "Unable to execute HTTP request: no-such-queue: Name or service not known",
    });
  });

  it.each([
    "https://sqs.us-east-1.amazonaws.com/000000000000/queue",
    "http://127.0.0.1:4566/000000000000/queue",
    "http://localhost:4566/000000000000/queue",
    "queue",
  ])("%s is left to SQS", (url) => {
    expect(failureOf(SEND, url)).toBeUndefined();
  });

  it("is nobody else's business", () => {
    expect(failureOf("arn:aws:states:::sns:publish", "http://no-such-queue")).toBeUndefined();
  });
});
