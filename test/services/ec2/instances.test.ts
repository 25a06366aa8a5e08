import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  RebootInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeOf } from "../../../runtime/compute/compute.ts";
import type { AwsEvent } from "../../../runtime/kernel/event-bus.ts";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createObjectShelf, createProfileShelf, registerMachineImage } from "../../support/machine-image.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const services = [createEc2, createKms, createObjectShelf, createProfileShelf];

/** Asks the metadata service for everything of interest, prints it, and stays up. */
const BOOT = `
const base = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + "/latest/";
const ask = async (path, init) => { const r = await fetch(base + path, init); return r.status + ":" + (await r.text()); };
const token = (await ask("api/token", { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" } })).slice(4);
const read = (path) => ask(path, { headers: { "x-aws-ec2-metadata-token": token } });
const paths = ["meta-data/instance-id", "meta-data/local-ipv4", "meta-data/placement/region", "user-data",
  "meta-data/tags/instance/Name", "meta-data/iam/security-credentials", "meta-data/iam/security-credentials/web", "meta-data/nothing", "meta-data/"];
const seen = { url: process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT, environment: Object.keys(process.env).sort(), noToken: await ask("meta-data/instance-id") };
for (const path of paths) seen[path] = await read(path);
console.log(JSON.stringify(seen));
setInterval(() => {}, 1000);
`;

describe("instances", () => {
  let aws: TestRuntime;
  let ec2: EC2Client;
  let imageId: string;
  let quitterId: string;
  const events: AwsEvent[] = [];

  beforeAll(async () => {
    aws = await startTestRuntime({ services });
    ec2 = new EC2Client(aws.clientConfig);
    aws.runtime.events.listen((event) => events.push(event));
    imageId = await registerMachineImage(aws, {
      name: "stays-up",
      files: { "boot.mjs": BOOT, "etc/motd": "hello" },
    });
    quitterId = await registerMachineImage(aws, {
      name: "quits",
      files: { "boot.mjs": "console.log('bye')" },
    });
  });
  afterAll(() => aws.stop());

  async function run(input: Partial<RunInstancesCommandInput> = {}): Promise<Instance> {
    const command = new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1, ...input });
    const { Instances: [instance] = [] } = await ec2.send(command);
    return instance ?? expect.fail("no instance was answered");
  }

  async function find(instance: Instance): Promise<Instance> {
    const command = new DescribeInstancesCommand({ InstanceIds: [instance.InstanceId ?? ""] });
    const { Reservations: [reservation] = [] } = await ec2.send(command);
    return reservation?.Instances?.[0] ?? expect.fail("the instance is not described");
  }

  const inState = (instance: Instance, name: string) =>
    eventually(`${instance.InstanceId} to be ${name}`, async () => {
      const found = await find(instance);
      return found.State?.Name === name ? found : undefined;
    });

  const rootOf = (instance: Instance) => computeOf(aws.runtime).rootOf(instance.InstanceId ?? "");

  const printed = (instance: Instance, text: string) =>
    eventually(`the console to hold ${text}`, async () => {
      const command = new GetConsoleOutputCommand({ InstanceId: instance.InstanceId });
      const output = Buffer.from((await ec2.send(command)).Output ?? "", "base64").toString();
      return output.includes(text) ? output : undefined;
    });

  it("boots an image in a root of its own and tells EventBridge each state", async () => {
    const instance = await run();
    expect(instance.State).toEqual({ Code: 0, Name: "pending" });
    const running = await inState(instance, "running");
    expect(running.PrivateIpAddress).toMatch(/^127\./);
    expect(readFileSync(join(rootOf(instance), "etc/motd"), "utf8")).toBe("hello");

    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.InstanceId ?? ""] }));
    const terminated = await inState(instance, "terminated");
    expect(terminated.StateReason?.Code).toBe("Client.UserInitiatedShutdown");
    expect(existsSync(rootOf(instance))).toBe(false);
    const states = events
      .filter((it) => it.detail["instance-id"] === instance.InstanceId)
      .map((it) => it.detail.state);
    expect(states).toEqual(["pending", "running", "shutting-down", "terminated"]);
  });

  it("tells an instance of itself through a metadata service that wants a token", async () => {
    const instance = await run({
      UserData: Buffer.from("the user data").toString("base64"),
      IamInstanceProfile: { Name: "web" },
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "one" }] }],
    });
    const seen = JSON.parse(await printed(instance, "}\n"));
    expect(seen).toMatchObject({
      noToken: "401:",
      "meta-data/instance-id": `200:${instance.InstanceId}`,
      "meta-data/local-ipv4": `200:${(await find(instance)).PrivateIpAddress}`,
      "meta-data/placement/region": "200:us-east-1",
      "user-data": "200:the user data",
      "meta-data/tags/instance/Name": "200:one",
      "meta-data/iam/security-credentials": "200:web",
      "meta-data/nothing": "404:",
    });
    const credentials = JSON.parse(seen["meta-data/iam/security-credentials/web"].slice(4));
    const identity = aws.runtime.credentials.resolve(credentials.AccessKeyId, credentials.Token);
    expect(identity?.caller.arn).toBe(`arn:aws:sts::000000000000:assumed-role/web/${instance.InstanceId}`);
    expect(seen.environment.filter((name: string) => name.startsWith("AWS_"))).toEqual([
      "AWS_EC2_METADATA_SERVICE_ENDPOINT",
      "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
      "AWS_ENDPOINT_URL",
      "AWS_REGION",
    ]);
  });

  it.runIf(process.platform === "linux")("gives no token to a process of another instance", async () => {
    const victim = await run();
    const { url } = JSON.parse(await printed(victim, "}\n"));
    const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
    expect((await fetch(`${url}/latest/api/token`, { method: "PUT", headers })).status).toBe(403);
  });

  it("stops an instance whose boot process ends, and keeps its console", async () => {
    const instance = await run({ ImageId: quitterId });
    const stopped = await inState(instance, "stopped");
    expect(stopped.StateReason?.Code).toBe("Client.InstanceInitiatedShutdown");
    await printed(instance, "bye");
    const terminating = await run({ ImageId: quitterId, InstanceInitiatedShutdownBehavior: "terminate" });
    await inState(terminating, "terminated");
    await printed(terminating, "bye");
  });

  it("stops, starts and reboots with the same address", async () => {
    const instance = await run();
    const { PrivateIpAddress: address } = await inState(instance, "running");
    const ids = { InstanceIds: [instance.InstanceId ?? ""] };
    await ec2.send(new StopInstancesCommand(ids));
    await inState(instance, "stopped");
    await expect(ec2.send(new RebootInstancesCommand(ids))).rejects.toMatchObject({
      name: "IncorrectInstanceState",
    });
    await ec2.send(new StartInstancesCommand(ids));
    expect((await inState(instance, "running")).PrivateIpAddress).toBe(address);
    await ec2.send(new RebootInstancesCommand(ids));
    expect((await inState(instance, "running")).PrivateIpAddress).toBe(address);
  });

  it("gives the same instances for the same client token", async () => {
    const first = await run({ ClientToken: "token-1" });
    expect((await run({ ClientToken: "token-1" })).InstanceId).toBe(first.InstanceId);
    const other = run({ ClientToken: "token-1", InstanceType: "t3.large" });
    await expect(other).rejects.toMatchObject({ name: "IdempotentParameterMismatch" });
  });

  it.each([
    [{ ImageId: "ami-00000000000000000" }, "InvalidAMIID.NotFound"],
    [{ ImageId: "nonsense" }, "InvalidAMIID.Malformed"],
    [{ InstanceType: "x9.huge" as never }, "InvalidInstanceType"],
    [{ SubnetId: "subnet-1" }, "InvalidSubnetID.NotFound"],
    [{ KeyName: "nobody" }, "InvalidKeyPair.NotFound"],
    [{ IamInstanceProfile: { Name: "unknown" } }, "InvalidParameterValue"],
    [{ RamdiskId: "ari-1" }, "UnsupportedOperation"],
    [{ DryRun: true }, "DryRunOperation"],
  ])("refuses %j with %s", async (input, code) => {
    await expect(run(input)).rejects.toMatchObject({ name: code });
  });

  it("finds instances by filters and refuses unknown ones", async () => {
    const tags = [{ Key: "team", Value: "web" }];
    const tagged = await run({ TagSpecifications: [{ ResourceType: "instance", Tags: tags }] });
    const byTag = new DescribeInstancesCommand({ Filters: [{ Name: "tag:team", Values: ["w*"] }] });
    const { Reservations = [] } = await ec2.send(byTag);
    expect(Reservations.flatMap((it) => it.Instances ?? []).map((it) => it.InstanceId)).toEqual([
      tagged.InstanceId,
    ]);
    const unknown = new DescribeInstancesCommand({ Filters: [{ Name: "colour", Values: ["blue"] }] });
    await expect(ec2.send(unknown)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const page = await ec2.send(new DescribeInstancesCommand({ MaxResults: 1 }));
    expect([page.Reservations?.length, typeof page.NextToken]).toEqual([1, "string"]);
  });

  it("comes back after a restart with the same instances, addresses and roots", async () => {
    const instance = await run();
    const before = await inState(instance, "running");
    const { url } = JSON.parse(await printed(instance, "}\n"));
    expect(processesOf(url)).not.toEqual([]);
    aws = await aws.restart();
    ec2 = new EC2Client(aws.clientConfig);
    expect(processesOf(url)).toEqual([]);
    const after = await inState(instance, "running");
    expect(after.PrivateIpAddress).toBe(before.PrivateIpAddress);
    await eventually("a second boot", async () => {
      const output = await ec2.send(new GetConsoleOutputCommand({ InstanceId: instance.InstanceId }));
      return (
        Buffer.from(output.Output ?? "", "base64")
          .toString()
          .trim()
          .split("\n").length === 2 || undefined
      );
    });
  });

  /** The processes that have the instance's own metadata service in their environment. */
  function processesOf(metadataUrl: string): readonly string[] {
    return readdirSync("/proc").filter((pid) => {
      try {
        return (
          /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`=${metadataUrl}\0`)
        );
      } catch {
        return false;
      }
    });
  }
});
