import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { LedgerRecord } from "../../../../core/ledger/ledger-record.ts";
import { verifyChain } from "../../../../core/ledger/verify-chain.ts";
import { serveRelease } from "../../../../functions/post-provision/serve-release.ts";
import { decideFate } from "../../../../functions/stack/release-fate.ts";
import { giveTurn, takeTurn } from "../../../../functions/turn/turn-lock.ts";
import { changeTurnLock } from "../../../../functions/turn/turn-store.ts";
import { bakery, preProvisionOf, provision, releaseOf, validation } from "../support/releases.ts";
import { createStackWorld } from "../support/stack-world.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";

const ssm = mockClient(SSMClient);
const logs = mockClient(CloudWatchLogsClient);
const sns = mockClient(SNSClient);
let tables: TestTables;
let stack: ReturnType<typeof createStackWorld>;
const table = "ledger";
let status = 200;
const configuration = {
  smokeTest: [{ path: "/", status: 200 }],
  logs: { retentionDays: 30 },
  shift: { steps: [10, 50, 100], intervalSeconds: 2, drainSeconds: 5 },
};
const release = releaseOf("m-1");
const event = { release, preProvision: preProvisionOf(release), bakery, provision, validation };

const runs = () => ({ dynamo: tables.dynamo, table: "runs" });

type Outcome = Awaited<ReturnType<typeof serveRelease>>;

/** One invocation. */
function invoke(own: object = {}, calls: Calls = { count: 0, failing: 0 }): Promise<Outcome> {
  const tools = {
    ...stack.clients(),
    dynamo: tables.dynamo,
    logs: new CloudWatchLogsClient({}),
    s3: new S3Client({}),
    sns: new SNSClient({}),
    ssm: new SSMClient({}),
    table,
    runs: runs(),
    keyId: "arn:key",
    findingsTopicArn: "arn:findings",
    fetch: async () => {
      stack.journal.push("smoke test");
      return new Response("hello", { status });
    },
    now: () => Date.UTC(2026, 10, 21),
    wait: async () => {},
  };
  return serveRelease(withFailingCall(tools, calls), { ...event, ...own });
}

/** All invocations, as the state machine makes them. */
async function serve(own: object = {}, whilePaused = async () => {}): Promise<Outcome> {
  let outcome = await invoke(own);
  while ("waitSeconds" in outcome) {
    stack.journal.push(`waited ${outcome.waitSeconds}`);
    await whilePaused();
    outcome = await invoke({ ...own, postProvision: outcome });
  }
  return outcome;
}

async function chain(): Promise<readonly LedgerRecord[]> {
  const records = (await tables.scan(table)) as unknown as readonly LedgerRecord[];
  return records.toSorted((one, other) => one.sequence - other.sequence);
}

beforeEach(async () => {
  tables = await startTestTables();
  await changeTurnLock(runs(), release, (lock) => takeTurn(lock, { release: release.id, token: "t" }));
  stack = createStackWorld();
  stack.build("blue", "old");
  stack.build("green", release.id);
  stack.serve({ blue: 100, green: 0 });
  stack.rules.set("arn:rule", release.id);
  status = 200;
  ssm.reset();
  logs.reset();
  sns.reset();
  ssm.on(GetParameterCommand).callsFake(() => ({ Parameter: { Value: JSON.stringify({ configuration }) } }));
  ssm
    .on(GetParametersCommand)
    .resolves({ Parameters: [{ Value: '{"team":"web","contact":"web@example.com"}' }] });
  ssm.on(PutParameterCommand).callsFake(({ Name }: { Name: string }) => {
    stack.journal.push(`put ${Name}`);
    return { Version: 1 };
  });
  logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
  logs.on(CreateLogGroupCommand).resolves({});
  logs.on(PutRetentionPolicyCommand).resolves({});
  sns.on(PublishCommand).resolves({});
  return () => tables.stop();
});

describe("serveRelease", () => {
  it("tests first, shifts step by step, moves current, and only then removes the old colour", async () => {
    const result = await serve();
    expect(stack.journal).toEqual([
      "smoke test",
      "weights 90/10",
      "waited 2",
      "smoke test",
      "weights 50/50",
      "waited 2",
      "smoke test",
      "weights 0/100",
      "put /repave/current/hello-web/dev",
      "waited 5",
      "removed hello-web-dev-blue",
    ]);
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-green"]);
    expect([...stack.templates.keys()]).toEqual(["hello-web-dev-green"]);
    expect(stack.rules.size).toBe(0);
    expect(result).toEqual({
      status: "SERVING",
      url: provision.url,
      colour: "green",
      weights: { blue: 0, green: 100 },
      resources: 2,
      ledgerSequence: 3,
      logGroup: "/repave/apps/hello-web/dev",
      smokeTest: [{ path: "/", status: 200, milliseconds: 0 }],
    });
  });

  it("writes who, what, from what, why and every resource into an intact chain", async () => {
    await serve();
    const records = await chain();
    expect(records.map(({ type }) => type)).toEqual([
      "RELEASE_PROVISIONED",
      "FINDINGS_REPORTED",
      "RELEASE_SERVING",
    ]);
    expect(verifyChain(records)).toMatchObject({ intact: true });
    expect(records[0]).toMatchObject({
      requestedBy: "ci",
      details: { reason: "a fix", artifact: release.artifact, image: bakery, resources: provision.resources },
    });
    expect(records[2]).toMatchObject({ details: { weights: { blue: 0, green: 100 }, replaces: "blue" } });
  });

  it("tells the team about findings below the gate", async () => {
    await serve();
    const sent = sns.commandCalls(PublishCommand)[0]?.args[0].input;
    expect(sent).toMatchObject({
      TopicArn: "arn:findings",
      MessageAttributes: { team: { StringValue: "web" } },
    });
    expect(JSON.parse(sent?.Message ?? "")).toMatchObject({
      team: "web",
      findings: [{ control: "os-05", severity: "low" }],
    });
    sns.resetHistory();
    await serve({ validation: { ...validation, findings: [] } });
    expect(sns.commandCalls(PublishCommand)).toHaveLength(0);
  });

  it("makes the application's log group, encrypted and with retention, and leaves a right one alone", async () => {
    await serve();
    const name = "/repave/apps/hello-web/dev";
    expect(logs.commandCalls(CreateLogGroupCommand)[0]?.args[0].input).toEqual({
      logGroupName: name,
      kmsKeyId: "arn:key",
    });
    expect(logs.commandCalls(PutRetentionPolicyCommand)[0]?.args[0].input).toEqual({
      logGroupName: name,
      retentionInDays: 30,
    });
    logs.resetHistory();
    const right = { logGroupName: name, kmsKeyId: "arn:key", retentionInDays: 30 };
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: `${name}-2` }, right] });
    await serve();
    expect(logs.calls()).toHaveLength(1);
  });

  it("moves no traffic when the smoke test fails", async () => {
    status = 500;
    await expect(serve()).rejects.toMatchObject({
      name: "SmokeTestFailed",
      message: "GET /: expected status 200; came 500",
    });
    expect(stack.journal).toEqual(["smoke test"]);
    expect(stack.groups.size).toBe(2);
  });

  it("stops when the load balancer does not report the weights that were set", async () => {
    stack.isDeaf = true;
    await expect(serve()).rejects.toMatchObject({
      name: "ShiftNotApplied",
      message: expect.stringContaining("reports blue 100, green 0"),
    });
    expect(stack.groups.has("hello-web-dev-blue")).toBe(true);
  });

  it("says while it waits where the traffic is and for how long", async () => {
    const first = await invoke();
    expect(first).toMatchObject({ status: "SHIFTING", waitSeconds: 2, weights: { blue: 90, green: 10 } });
    stack.serve({ blue: 0, green: 100 });
    const drained = await invoke({ postProvision: { ...first, weights: { blue: 0, green: 100 } } });
    expect(drained).toMatchObject({ status: "DRAINING", waitSeconds: 5, ledgerSequence: 3 });
  });

  it("does not hurry after a step whose invocation was lost", async () => {
    const first = await invoke();
    const second = await invoke({ postProvision: first });
    expect(second).toMatchObject({ weights: { blue: 50, green: 50 } });
    expect(await invoke({ postProvision: first })).toEqual(second);
    expect(stack.journal.filter((entry) => entry.startsWith("weights"))).toEqual([
      "weights 90/10",
      "weights 50/50",
    ]);
  });

  it("goes no further with a colour that begins to fail", async () => {
    const failing = async () => {
      status = 500;
    };
    await expect(serve({}, failing)).rejects.toMatchObject({ name: "SmokeTestFailed" });
    expect(stack.journal).toEqual(["smoke test", "weights 90/10", "waited 2", "smoke test"]);
  });

  it("gives the traffic back and removes nothing when it is put back between two steps", async () => {
    const putBack = async () => void (await decideFate(runs(), release.id, { fate: "PUT_BACK" }));
    await expect(serve({}, putBack)).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect(stack.journal.at(-1)).toBe("weights 100/0");
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-blue", "hello-web-dev-green"]);
    expect((await chain()).map(({ type }) => type)).not.toContain("RELEASE_SERVING");
  });

  it("moves nothing when it is redriven after another release has had the turn", async () => {
    await changeTurnLock(runs(), release, (lock) => giveTurn(lock, release.id));
    await decideFate(runs(), release.id, { fate: "PUT_BACK" });
    stack.serve({ blue: 0, green: 100 });
    await expect(serve()).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect(stack.journal).toEqual(["smoke test"]);
  });

  it("leaves the old colour to the release that has the turn now", async () => {
    const giveTurnOn = async () => {
      await changeTurnLock(runs(), release, (lock) => giveTurn(lock, release.id));
    };
    await expect(serve({}, giveTurnOn)).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-blue", "hello-web-dev-green"]);
  });

  it("closes the listener again when a first release is put back meanwhile", async () => {
    await decideFate(runs(), release.id, { fate: "PUT_BACK" });
    stack = createStackWorld();
    stack.build("blue", release.id);
    const first = { provision: { ...provision, colour: "blue", liveColour: null } };
    await expect(serve(first)).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect(stack.journal.at(-1)).toBe("weights fixed-response");
  });

  it("opens the listener of a first release at once", async () => {
    stack = createStackWorld();
    stack.build("blue", release.id);
    await serve({ provision: { ...provision, colour: "blue", liveColour: null } });
    expect(stack.journal).toEqual(["smoke test", "weights 100/0", "put /repave/current/hello-web/dev"]);
  });

  it("goes on wherever a call to AWS failed, and does nothing twice", async () => {
    let failures = 0;
    let result: Outcome | undefined;
    let pause: object = {};
    for (let failingCall = 1; result?.status !== "SERVING"; failingCall += 1) {
      const calls = { count: 0, failing: failingCall };
      result = await invoke(pause, calls).catch((error: Error) => {
        expect(error.message).toBe("crashed");
        failures += 1;
        return undefined;
      });
      if (result === undefined) continue;
      pause = { postProvision: result };
      failingCall = 0;
    }
    expect(failures).toBeGreaterThan(15);
    expect(result).toMatchObject({ ledgerSequence: 3, weights: { blue: 0, green: 100 } });
    const records = await chain();
    expect(records).toHaveLength(3);
    expect(verifyChain(records)).toMatchObject({ intact: true });
    expect(stack.journal.filter((entry) => entry.startsWith("weights"))).toHaveLength(3);
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-green"]);
  });
});

interface Calls {
  count: number;
  readonly failing: number;
}

/** The same tools, of which one call to AWS fails. */
function withFailingCall<Tools extends object>(tools: Tools, calls: Calls): Tools {
  const failing = (client: { send: (command: never) => unknown }) => ({
    send: async (command: never) => {
      calls.count += 1;
      if (calls.count === calls.failing) throw new Error("crashed");
      return client.send(command);
    },
  });
  const entries = Object.entries(tools).map(([name, tool]) => {
    return [name, typeof tool === "object" && "send" in tool ? failing(tool) : tool];
  });
  return Object.fromEntries(entries) as Tools;
}
