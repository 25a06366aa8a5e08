import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { createRefusalCheck } from "../../../cli/release/refusal.ts";
import { sha256Hex } from "../../../core/json/digest.ts";

const target = {
  kind: "runtime",
  region: "us-east-1",
  accountId: "000000000000",
  clientConfig: {},
  pollMs: 1,
} as const;
const letter = (messageId: string) => ({
  Body: JSON.stringify({ messageId, errors: [`/version: ${messageId}`] }),
});
const release = `hello-web-dev-1-0-0-${sha256Hex("mine").slice(0, 12)}`;

describe("why a release does not start", () => {
  it("is found behind any number of other dead letters", async () => {
    const sqs = mockClient(SQSClient);
    sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: "http://queue" });
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: Array.from({ length: 10 }, (_, index) => letter(`other ${index}`)) })
      .resolvesOnce({ Messages: [{ Body: "no JSON" }, letter("mine")] })
      .resolves({});
    await expect(createRefusalCheck(target, release)()).rejects.toThrow("/version: mine");
  });

  it("is not told while no letter is this release's", async () => {
    const sqs = mockClient(SQSClient);
    sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: "http://queue" });
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [letter("other")] })
      .resolves({});
    await expect(createRefusalCheck(target, release)()).resolves.toBeUndefined();
  });
});
