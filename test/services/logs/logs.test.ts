import { readFileSync } from "node:fs";
import path from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createLogs } from "../../../runtime/services/logs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const DAY_MS = 86_400_000;
let aheadMs = 0;
const clock = { ...systemClock, now: () => Date.now() + aheadMs };
let aws: TestRuntime;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createLogs], clock });
  logs = new CloudWatchLogsClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function makeStream(logGroupName: string, logStreamName: string): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch((error) => {
    if (error.name !== "ResourceAlreadyExistsException") throw error;
  });
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
}

function write(logGroupName: string, logStreamName: string, messages: readonly string[]) {
  const logEvents = messages.map((message, index) => ({ timestamp: Date.now() - 1_000 + index, message }));
  return logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

describe("CloudWatch Logs", () => {
  it("describes groups with retention, tags and sizes", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/described", tags: { team: "web" } }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: "/described", retentionInDays: 30 }));
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/desc" }));
    expect(logGroups).toMatchObject([{ logGroupName: "/described", retentionInDays: 30, storedBytes: 0 }]);
    const { tags } = await logs.send(
      new ListTagsForResourceCommand({ resourceArn: logGroups?.[0]?.logGroupArn }),
    );
    expect(tags).toEqual({ team: "web" });
  });

  it("pages through a stream with tokens in both directions", async () => {
    await makeStream("/paged", "stream");
    await write("/paged", "stream", ["1", "2", "3", "4", "5"]);
    const names = { logGroupName: "/paged", logStreamName: "stream", limit: 2 };
    const first = await logs.send(new GetLogEventsCommand({ ...names, startFromHead: true }));
    expect(first.events?.map(({ message }) => message)).toEqual(["1", "2"]);
    const second = await logs.send(new GetLogEventsCommand({ ...names, nextToken: first.nextForwardToken }));
    expect(second.events?.map(({ message }) => message)).toEqual(["3", "4"]);
    const back = await logs.send(new GetLogEventsCommand({ ...names, nextToken: second.nextBackwardToken }));
    expect(back.events?.map(({ message }) => message)).toEqual(["1", "2"]);
    const last = await logs.send(new GetLogEventsCommand(names));
    expect(last.events?.map(({ message }) => message)).toEqual(["4", "5"]);
    const end = await logs.send(new GetLogEventsCommand({ ...names, nextToken: last.nextForwardToken }));
    expect(end.events).toEqual([]);
    expect(end.nextForwardToken).toBe(last.nextForwardToken);
  });

  it("filters by terms, exclusions, phrases and JSON fields over streams", async () => {
    await makeStream("/filtered", "a-1");
    await makeStream("/filtered", "b-1");
    await write("/filtered", "a-1", [
      "ERROR disk full",
      "INFO started",
      '{"level":"ERROR","took":120,"user":{"id":7}}',
    ]);
    await write("/filtered", "b-1", ["ERROR disk slow", '{"level":"INFO","took":3}']);
    const find = async (filterPattern: string, more: object = {}) => {
      const command = new FilterLogEventsCommand({ logGroupName: "/filtered", filterPattern, ...more });
      return (await logs.send(command)).events?.map(({ message }) => message);
    };
    expect(await find("ERROR disk")).toEqual(["ERROR disk full", "ERROR disk slow"]);
    expect(await find('"disk full"')).toEqual(["ERROR disk full"]);
    expect(await find("ERROR -full -{")).toEqual(["ERROR disk slow"]);
    expect(await find("?started ?slow")).toHaveLength(2);
    expect(await find('{ $.level = "ERROR" && $.took > 100 }')).toHaveLength(1);
    expect(await find("{ ($.took < 10 || $.user.id = 7) && $.level = * }")).toHaveLength(2);
    expect(await find("{ $.user NOT EXISTS }")).toEqual(['{"level":"INFO","took":3}']);
    expect(await find("ERROR", { logStreamNamePrefix: "b-" })).toEqual(["ERROR disk slow"]);
    await expect(find("[a, b]")).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it("pages filtered events", async () => {
    await makeStream("/many", "stream");
    await write(
      "/many",
      "stream",
      Array.from({ length: 1_200 }, (_, index) => `line ${index}`),
    );
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName: "/many", limit: 1_000 }));
    expect(first.events).toHaveLength(1_000);
    const rest = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/many", limit: 1_000, nextToken: first.nextToken }),
    );
    expect(rest.events?.map(({ message }) => message)[0]).toBe("line 1000");
    expect(rest.events).toHaveLength(200);
    expect(rest.nextToken).toBeUndefined();
  });

  it("refuses events out of order and reports those that are too old", async () => {
    await makeStream("/checked", "stream");
    const names = { logGroupName: "/checked", logStreamName: "stream" };
    const put = (times: number[]) =>
      logs.send(
        new PutLogEventsCommand({
          ...names,
          logEvents: times.map((timestamp) => ({ timestamp, message: "x" })),
        }),
      );
    await expect(put([2_000, 1_000])).rejects.toMatchObject({ name: "InvalidParameterException" });
    const { rejectedLogEventsInfo } = await put([Date.now() - 15 * DAY_MS]);
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    await expect(write("/nowhere", "stream", ["x"])).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("stores the events of a group with a key encrypted, and needs the key to read them", async () => {
    const kms = new KMSClient(aws.clientConfig);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/sealed", kmsKeyId: KeyMetadata?.Arn }));
    await makeStream("/sealed", "stream");
    await write("/sealed", "stream", ["canary-of-the-log"]);
    const read = () =>
      logs.send(new GetLogEventsCommand({ logGroupName: "/sealed", logStreamName: "stream" }));
    expect((await read()).events?.[0]?.message).toBe("canary-of-the-log");
    for (const file of ["logs.db", "logs.db-wal"]) {
      expect(readFileSync(path.join(aws.dataDir, file)).includes("canary-of-the-log")).toBe(false);
    }
    await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    aheadMs += 301_000;
    await expect(read()).rejects.toThrow();
  });

  it("does not show what is over the retention, keeps the rest over a restart, and forgets deleted groups", async () => {
    await makeStream("/kept", "stream");
    await write("/kept", "stream", ["kept"]);
    aws = await aws.restart();
    logs = new CloudWatchLogsClient(aws.clientConfig);
    const read = async () => {
      const command = new GetLogEventsCommand({ logGroupName: "/kept", logStreamName: "stream" });
      return (await logs.send(command)).events?.map(({ message }) => message);
    };
    expect(await read()).toEqual(["kept"]);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: "/kept", retentionInDays: 1 }));
    aheadMs += 2 * DAY_MS;
    logs = new CloudWatchLogsClient({ ...aws.clientConfig, systemClockOffset: aheadMs });
    expect(await read()).toEqual([]);
    aheadMs = 0;
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/kept" }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/kept" }));
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: "/kept" }));
    expect(logStreams).toEqual([]);
  });
});
