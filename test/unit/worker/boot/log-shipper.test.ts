import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { shipLogs } from "../../../../worker/boot/log-shipper.ts";

const logs = mockClient(CloudWatchLogsClient);
const complaints: string[] = [];
const ship = () =>
  shipLogs({
    client: new CloudWatchLogsClient({}),
    group: "/repave/apps/web/dev",
    stream: "i-1",
    now: () => 1000,
    complain: (text) => complaints.push(text),
  });

const sent = () =>
  logs
    .commandCalls(PutLogEventsCommand)
    .map(({ args }) => args[0].input.logEvents?.map(({ message }) => message));

beforeEach(() => {
  logs.reset();
  complaints.length = 0;
});

describe("shipLogs", () => {
  it("sends lines in their order to the instance's stream", async () => {
    const shipper = ship();
    for (const line of ["one", "", "three"]) shipper.add(line);
    await shipper.close();
    expect(sent()).toEqual([["one", " ", "three"]]);
    expect(logs.commandCalls(PutLogEventsCommand)[0]?.args[0].input).toMatchObject({
      logGroupName: "/repave/apps/web/dev",
      logStreamName: "i-1",
    });
  });

  it("keeps what could not be sent, complains once and sends it later", async () => {
    logs
      .on(CreateLogStreamCommand)
      .rejectsOnce(new Error("down"))
      .rejectsOnce(new Error("down"))
      .resolves({});
    const shipper = ship();
    shipper.add("one");
    await shipper.close();
    await shipper.close();
    shipper.add("two");
    await shipper.close();
    expect(sent()).toEqual([["one", "two"]]);
    expect(complaints).toEqual(["the log cannot be shipped to /repave/apps/web/dev: Error: down"]);
  });

  it("cuts batches at 1000 lines and at 1 MB", async () => {
    const shipper = ship();
    for (let count = 0; count < 1001; count += 1) shipper.add("x");
    for (let count = 0; count < 3; count += 1) shipper.add("y".repeat(400_000));
    await shipper.close();
    expect(sent().map((batch) => batch?.length)).toEqual([1000, 3, 1]);
  });
});
