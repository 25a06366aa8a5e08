import { beforeEach, describe, expect, it } from "vitest";
import { AwsRefusal } from "../../../../worker/boot/aws-refusal.ts";
import { shipLogs } from "../../../../worker/boot/log-shipper.ts";
import { fakeAws } from "./fake-aws.ts";

const complaints: string[] = [];
const shipTo = ({ aws }: ReturnType<typeof fakeAws>) =>
  shipLogs({
    aws,
    group: "/repave/apps/web/dev",
    stream: "i-1",
    now: () => 1000,
    complain: (text) => complaints.push(text),
  });

const sentTo = ({ inputsOf }: ReturnType<typeof fakeAws>) =>
  inputsOf("PutLogEvents").map((input) =>
    (input as { logEvents: { message: string }[] }).logEvents.map(({ message }) => message),
  );

beforeEach(() => {
  complaints.length = 0;
});

describe("shipLogs", () => {
  it("sends lines in their order to the instance's stream", async () => {
    const logs = fakeAws();
    const shipper = shipTo(logs);
    for (const line of ["one", "", "three"]) shipper.add(line);
    await shipper.close();
    expect(sentTo(logs)).toEqual([["one", " ", "three"]]);
    const place = { logGroupName: "/repave/apps/web/dev", logStreamName: "i-1" };
    expect(logs.inputsOf("CreateLogStream")).toEqual([place]);
    expect(logs.inputsOf("PutLogEvents")).toMatchObject([place]);
  });

  it("goes on with a stream that is there, as after a reboot", async () => {
    const logs = fakeAws((name) => {
      if (name !== "CreateLogStream") return {};
      throw new AwsRefusal(400, { code: "ResourceAlreadyExistsException", message: "it is there" });
    });
    const shipper = shipTo(logs);
    shipper.add("one");
    await shipper.close();
    expect(sentTo(logs)).toEqual([["one"]]);
    expect(complaints).toEqual([]);
  });

  it("keeps what could not be sent, complains once and sends it later", async () => {
    let failures = 2;
    const logs = fakeAws(() => {
      if (failures-- > 0) throw new Error("down");
      return {};
    });
    const shipper = shipTo(logs);
    shipper.add("one");
    await shipper.close();
    await shipper.close();
    shipper.add("two");
    await shipper.close();
    expect(sentTo(logs)).toEqual([["one", "two"]]);
    expect(complaints).toEqual(["the log cannot be shipped to /repave/apps/web/dev: Error: down"]);
  });

  it("cuts batches at 1000 lines and at 1 MB", async () => {
    const logs = fakeAws();
    const shipper = shipTo(logs);
    for (let count = 0; count < 1001; count += 1) shipper.add("x");
    for (let count = 0; count < 3; count += 1) shipper.add("y".repeat(400_000));
    await shipper.close();
    expect(sentTo(logs).map((batch) => batch.length)).toEqual([1000, 3, 1]);
  });
});
