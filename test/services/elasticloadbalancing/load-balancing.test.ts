import { get, request } from "node:http";
import { text } from "node:stream/consumers";
import {
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createElasticLoadBalancing } from "../../../runtime/services/elasticloadbalancing/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createObjectShelf, registerMachineImage } from "../../support/machine-image.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

/** A web server whose user data decides what it answers. */
const BOOT = `
import { createServer } from "node:http";
const base = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + "/latest/";
const token = await (await fetch(base + "api/token", { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" } })).text();
const read = async (path) => (await fetch(base + path, { headers: { "x-aws-ec2-metadata-token": token } })).text();
const [name, address] = [await read("user-data"), await read("meta-data/local-ipv4")];
const server = createServer((request, response) => {
  if (request.url === "/slow") { response.write("begun "); return void setTimeout(() => response.end("done"), 150); }
  if (request.url === "/break") return void request.socket.destroy();
  if (request.url === "/health") { response.statusCode = name === "sick" ? 500 : 200; return void response.end(); }
  if (request.method === "POST") return void request.pipe(response);
  response.setHeader("x-name", name);
  response.end(JSON.stringify(request.headers));
});
server.on("upgrade", (request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nconnection: upgrade\\r\\nupgrade: echo\\r\\n\\r\\n");
  socket.pipe(socket);
});
server.listen(8080, address);
`;

const PORT = 18_080;

describe("application load balancers", () => {
  let aws: TestRuntime;
  let ec2: EC2Client;
  let elb: ElasticLoadBalancingV2Client;
  let imageId: string;
  let vpcId: string;
  let balancer: { arn: string; url: string };
  const groups: Record<string, string> = {};
  let listenerArn: string;

  beforeAll(async () => {
    aws = await startTestRuntime({
      services: [createEc2, createKms, createObjectShelf, createElasticLoadBalancing],
    });
    ec2 = new EC2Client(aws.clientConfig);
    elb = new ElasticLoadBalancingV2Client(aws.clientConfig);
    imageId = await registerMachineImage(aws, { name: "web", files: { "boot.mjs": BOOT } });
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    vpcId = Subnets[0]?.VpcId ?? "";
    const create = new CreateLoadBalancerCommand({
      Name: "web",
      Subnets: Subnets.map((it) => it.SubnetId ?? ""),
      Tags: [{ Key: "team", Value: "web" }],
    });
    const { LoadBalancers: [created] = [] } = await elb.send(create);
    balancer = { arn: created?.LoadBalancerArn ?? "", url: `http://${created?.DNSName}:${PORT}` };
    for (const name of ["blue", "green", "sick"]) groups[name] = await createGroup(name);
    const listener = new CreateListenerCommand({
      ...{ LoadBalancerArn: balancer.arn, Protocol: "HTTP", Port: PORT },
      DefaultActions: [fixed("503", "not yet")],
    });
    listenerArn = (await elb.send(listener)).Listeners?.[0]?.ListenerArn ?? "";
  });
  afterAll(() => aws.stop());

  async function createGroup(name: string): Promise<string> {
    const command = new CreateTargetGroupCommand({
      ...{ Name: name, Protocol: "HTTP", Port: 8080, VpcId: vpcId, HealthCheckPath: "/health" },
      ...{ HealthCheckIntervalSeconds: 1, HealthCheckTimeoutSeconds: 1, UnhealthyThresholdCount: 2 },
    });
    return (await elb.send(command)).TargetGroups?.[0]?.TargetGroupArn ?? "";
  }

  const fixed = (StatusCode: string, MessageBody: string): Action => ({
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode, MessageBody, ContentType: "text/plain" },
  });
  const weighted = (weights: Record<string, number>): Action => ({
    Type: "forward",
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([name, Weight]) => ({
        TargetGroupArn: groups[name],
        Weight,
      })),
    },
  });
  const setDefault = (action: Action) =>
    elb.send(new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions: [action] }));

  async function launch(name: string): Promise<string> {
    const UserData = Buffer.from(name).toString("base64");
    const run = await ec2.send(
      new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1, UserData }),
    );
    const id = run.Instances?.[0]?.InstanceId ?? "";
    const register = new RegisterTargetsCommand({ TargetGroupArn: groups[name], Targets: [{ Id: id }] });
    await eventually(`${id} to be registered`, () => elb.send(register).catch(() => undefined));
    return id;
  }

  const inHealth = (name: string, state: string) =>
    eventually(`a target of ${name} to be ${state}`, async () => {
      const { TargetHealthDescriptions: found = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: groups[name] }),
      );
      return found.find((it) => it.TargetHealth?.State === state);
    });

  const nameOf = async (headers: Record<string, string> = {}) =>
    (await fetch(balancer.url, { headers })).headers.get("x-name");

  it("answers fixed responses itself and 503 without targets", async () => {
    const answer = await fetch(balancer.url);
    expect([answer.status, await answer.text(), answer.headers.get("server")]).toEqual([
      503,
      "not yet",
      "awselb/2.0",
    ]);
    await setDefault(weighted({ blue: 1 }));
    expect((await fetch(balancer.url)).status).toBe(503);
  });

  it("checks a new target at once and forwards with who the client is", async () => {
    await launch("blue");
    await inHealth("blue", "healthy");
    const answer = await fetch(`${balancer.url}/some/path`, { headers: { "x-forwarded-for": "1.2.3.4" } });
    expect(await answer.json()).toMatchObject({
      "x-forwarded-for": expect.stringMatching(/^1\.2\.3\.4, 127\./),
      "x-forwarded-proto": "http",
      "x-forwarded-port": `${PORT}`,
      "x-amzn-trace-id": expect.stringContaining("Root=1-"),
    });
  });

  it("streams bodies both ways, and passes upgrades through", async () => {
    const body = "x".repeat(300_000);
    expect(await (await fetch(balancer.url, { method: "POST", body })).text()).toBe(body);
    const echoed = await new Promise<string>((resolve, reject) => {
      const upgrade = request(balancer.url, { headers: { connection: "upgrade", upgrade: "echo" } });
      upgrade.once("upgrade", (_response, socket) => {
        socket.once("data", (chunk) => {
          socket.destroy();
          resolve(chunk.toString());
        });
        socket.write("hello");
      });
      upgrade.once("error", reject).end();
    });
    expect(echoed).toBe("hello");
  });

  it("answers 502 when the target breaks off", async () => {
    expect((await fetch(`${balancer.url}/break`)).status).toBe(502);
  });

  it("sends by weight, and by a header rule before any weight", async () => {
    await launch("green");
    const conditions = [
      { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "x-repave-release", Values: ["r-1"] } },
    ];
    const rule = { ListenerArn: listenerArn, Priority: 1, Conditions: conditions };
    await elb.send(new CreateRuleCommand({ ...rule, Actions: [weighted({ green: 1 })] }));
    await inHealth("green", "healthy");
    await setDefault(weighted({ blue: 100, green: 0 }));
    expect(await nameOf()).toBe("blue");
    expect(await nameOf({ "x-repave-release": "r-1" })).toBe("green");
    await setDefault(weighted({ blue: 75, green: 25 }));
    const names = [];
    for (let index = 0; index < 8; index++) names.push(await nameOf());
    expect(names.filter((name) => name === "green")).toHaveLength(2);
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
    expect(Rules.map((it) => it.Priority)).toEqual(["1", "default"]);
    const taken = elb.send(new CreateRuleCommand({ ...rule, Actions: [fixed("200", "")] }));
    await expect(taken).rejects.toMatchObject({ name: "PriorityInUseException" });
  });

  it("says why a target is unhealthy, and unused when nothing forwards to it", async () => {
    await launch("sick");
    const unused = await inHealth("sick", "unused");
    expect(unused.TargetHealth?.Reason).toBe("Target.NotInUse");
    await setDefault(weighted({ blue: 1, sick: 0 }));
    const unhealthy = await inHealth("sick", "unhealthy");
    expect(unhealthy.TargetHealth?.Reason).toBe("Target.ResponseCodeMismatch");
    await setDefault(weighted({ blue: 1 }));
  });

  it("lets requests under way finish when a target is deregistered", async () => {
    const id = await launch("blue");
    const { TargetHealthDescriptions: targets = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: groups.blue }),
    );
    await inHealth("blue", "healthy");
    const slow = await new Promise<string>((resolve, reject) => {
      get(`${balancer.url}/slow`, async (response) => {
        const all = targets.map((it) => ({ Id: it.Target?.Id }));
        await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: groups.blue, Targets: all }));
        const draining = await inHealth("blue", "draining");
        expect(draining.TargetHealth?.Reason).toBe("Target.DeregistrationInProgress");
        expect((await fetch(balancer.url)).status).toBe(503);
        resolve(await text(response));
      }).on("error", reject);
    });
    expect(slow).toBe("begun done");
    await eventually("the group to be empty", async () => {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: groups.blue });
      return (await elb.send(command)).TargetHealthDescriptions?.length === 0 || undefined;
    });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await launch("blue");
    await inHealth("blue", "healthy");
  });

  it("forgets the targets of a terminated instance", async () => {
    const id = await launch("green");
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await eventually("the target to be gone", async () => {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: groups.green });
      const found = (await elb.send(command)).TargetHealthDescriptions ?? [];
      return found.every((it) => it.Target?.Id !== id) || undefined;
    });
  });

  it("refuses what it cannot do, by name", async () => {
    const inUse = elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: groups.blue }));
    await expect(inUse).rejects.toMatchObject({ name: "ResourceInUseException" });
    const nothing = elb.send(new DescribeLoadBalancersCommand({ Names: ["nobody"] }));
    await expect(nothing).rejects.toMatchObject({ name: "LoadBalancerNotFoundException" });
    const https = new CreateListenerCommand({
      ...{ LoadBalancerArn: balancer.arn, Protocol: "HTTPS", Port: 443, DefaultActions: [fixed("200", "")] },
    });
    await expect(elb.send(https)).rejects.toMatchObject({ name: "UnsupportedProtocolException" });
    await expect(setDefault(weighted({ blue: 0, green: 0 }))).rejects.toThrow("weight above 0");
    const attributes = [{ Key: "stickiness.enabled", Value: "true" }];
    const sticky = new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: groups.blue,
      Attributes: attributes,
    });
    await expect(elb.send(sticky)).rejects.toThrow("stickiness.enabled");
  });

  it("listens at the same address after a restart, and closes when it is deleted", async () => {
    aws = await aws.restart();
    elb = new ElasticLoadBalancingV2Client(aws.clientConfig);
    await inHealth("blue", "healthy");
    expect(await nameOf()).toBe("blue");
    const { TagDescriptions = [] } = await elb.send(
      new DescribeTagsCommand({ ResourceArns: [balancer.arn] }),
    );
    expect(TagDescriptions[0]?.Tags).toEqual([{ Key: "team", Value: "web" }]);
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer.arn }));
    await expect(fetch(balancer.url)).rejects.toThrow();
  });
});
