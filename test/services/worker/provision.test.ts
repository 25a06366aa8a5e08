import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { provision } from "../../../worker/platform/provision/provision.ts";
import { eventually } from "../../support/eventually.ts";
import { startTooling, type TestRelease, type Tooling } from "../../support/tooling.ts";

let tooling: Tooling;
let first: ProvisionResult;

const serving = (text: string): TestRelease["files"] => ({
  "server.js": `require("node:http")
    .createServer((request, response) => response.end(process.env.GREETING + " from ${text}"))
    .listen(process.env.PORT, process.env.HOST, () => console.log("${text} is up"));`,
});

const build = async (release: TestRelease) => {
  const image = await tooling.bakeApplication(release);
  return provision(await tooling.provisionWork(release, image));
};

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text() };
};

beforeAll(async () => {
  tooling = await startTooling();
  first = await build({ version: "1", files: serving("one") });
});
afterAll(() => tooling.stop());

describe("provision of a first release", () => {
  it("builds blue with healthy instances, and traffic stays off", async () => {
    expect(first).toMatchObject({ colour: "blue", liveColour: null, autoScalingGroup: "web-dev-blue" });
    expect(first.instances).toHaveLength(2);
    expect(await get(first.url)).toEqual({ status: 503, text: "web is not released yet" });
  });

  it("lets the release's header through to the new colour", async () => {
    const answer = await get(first.url, { "x-repave-release": "web-dev-1" });
    expect(answer).toEqual({ status: 200, text: "hello from one" });
  });

  it("lists every resource with its ARN", () => {
    const types = first.resources.map(({ type }) => type.replace(/^AWS::/, ""));
    expect(types.sort()).toEqual([
      "AutoScaling::AutoScalingGroup",
      "EC2::Instance",
      "EC2::Instance",
      "EC2::LaunchTemplate",
      "EC2::SecurityGroup",
      "EC2::SecurityGroup",
      "ElasticLoadBalancingV2::Listener",
      "ElasticLoadBalancingV2::ListenerRule",
      "ElasticLoadBalancingV2::LoadBalancer",
      "ElasticLoadBalancingV2::TargetGroup",
      "ElasticLoadBalancingV2::TargetGroup",
      "IAM::InstanceProfile",
      "IAM::Role",
      "Logs::LogGroup",
    ]);
    expect(first.resources.every(({ arn }) => arn.startsWith("arn:aws:"))).toBe(true);
  });

  it("has the instances ship the application's log", async () => {
    const logs = new CloudWatchLogsClient(tooling.aws.clientConfig);
    await eventually("the application's log", async () => {
      const { events } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: "/repave/apps/web/dev" }),
      );
      return events?.find(({ message }) => message === "one is up");
    });
  });
});

describe("provision of later releases", () => {
  beforeAll(() => sendTrafficTo(first, "blue"));

  it("fails with the application's last lines when it ends at once, and leaves the live colour serving", async () => {
    const release = { version: "2", files: { "server.js": "console.log('no database'); process.exit(3)" } };
    const failure = await build(release).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: "InstancesUnhealthy" });
    expect(String(failure)).toContain("no database");
    expect(await get(first.url)).toEqual({ status: 200, text: "hello from one" });
  });

  it("removes what the failed release left and builds green", async () => {
    const result = await build({ version: "3", files: serving("three") });
    expect(result).toMatchObject({ colour: "green", liveColour: "blue", launchTemplate: { version: "2" } });
    expect(await get(first.url)).toEqual({ status: 200, text: "hello from one" });
    expect(await get(first.url, { "x-repave-release": "web-dev-3" })).toMatchObject({
      text: "hello from three",
    });
    const { AutoScalingGroups } = await new AutoScalingClient(tooling.aws.clientConfig).send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    expect(AutoScalingGroups?.map(({ AutoScalingGroupName }) => AutoScalingGroupName).sort()).toEqual([
      "web-dev-blue",
      "web-dev-green",
    ]);
  });
});

describe("provision of a release with another port", () => {
  it("makes the idle colour's target group anew and leaves the live colour serving", async () => {
    const release = { version: "4", port: 8081, files: serving("four") };
    const result = await build(release);
    expect(result).toMatchObject({ colour: "green", liveColour: "blue" });
    expect(result.targetGroups.blue).toBe(first.targetGroups.blue);
    expect(await get(first.url)).toEqual({ status: 200, text: "hello from one" });
    expect(await get(first.url, { "x-repave-release": "web-dev-4" })).toMatchObject({
      text: "hello from four",
    });
  });
});

/** What PostProvision does at the end of a release. */
async function sendTrafficTo({ loadBalancer, targetGroups }: ProvisionResult, colour: "blue" | "green") {
  const client = new ElasticLoadBalancingV2Client(tooling.aws.clientConfig);
  const { Listeners } = await client.send(
    new DescribeListenersCommand({ LoadBalancerArn: loadBalancer.arn }),
  );
  const TargetGroups = (["blue", "green"] as const).map((each) => ({
    TargetGroupArn: targetGroups[each],
    Weight: each === colour ? 100 : 0,
  }));
  await client.send(
    new ModifyListenerCommand({
      ListenerArn: Listeners?.[0]?.ListenerArn,
      DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
    }),
  );
}
