import {
  AutoScalingClient,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAutoScaling } from "../../../runtime/services/autoscaling/service.ts";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createElasticLoadBalancing } from "../../../runtime/services/elasticloadbalancing/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createObjectShelf, registerMachineImage } from "../../support/machine-image.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const services = [createEc2, createKms, createObjectShelf, createElasticLoadBalancing, createAutoScaling];

/** A web server that is healthy unless its user data says otherwise. */
const BOOT = `
import { createServer } from "node:http";
const base = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + "/latest/";
const token = await (await fetch(base + "api/token", { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" } })).text();
const read = async (path) => (await fetch(base + path, { headers: { "x-aws-ec2-metadata-token": token } })).text();
const status = Number(await read("user-data"));
createServer((_, response) => response.writeHead(status).end()).listen(8080, await read("meta-data/local-ipv4"));
`;

describe("auto scaling groups", () => {
  let aws: TestRuntime;
  let scaling: AutoScalingClient;
  let ec2: EC2Client;
  let elb: ElasticLoadBalancingV2Client;
  let subnets: string;
  let targetGroupArn: string;

  const connect = (to: TestRuntime) => {
    aws = to;
    scaling = new AutoScalingClient(aws.clientConfig);
    ec2 = new EC2Client(aws.clientConfig);
    elb = new ElasticLoadBalancingV2Client(aws.clientConfig);
  };

  beforeAll(async () => {
    connect(await startTestRuntime({ services }));
    const web = await registerMachineImage(aws, { name: "web", files: { "boot.mjs": BOOT } });
    const crashing = await registerMachineImage(aws, {
      name: "crash",
      files: { "boot.mjs": "process.exit(3)" },
    });
    await createTemplate("web", web, "200");
    await createTemplate("sick", web, "500");
    await createTemplate("crashing", crashing, "");
    targetGroupArn = await createTargetGroup();
  });
  afterAll(() => aws.stop());

  async function createTemplate(name: string, ImageId: string, userData: string): Promise<void> {
    const UserData = Buffer.from(userData).toString("base64");
    const LaunchTemplateData = { ImageId, InstanceType: "t3.micro" as const, UserData };
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }));
  }

  async function createTargetGroup(): Promise<string> {
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    subnets = Subnets.map((it) => it.SubnetId).join(",");
    const { TargetGroups: [group] = [] } = await elb.send(
      new CreateTargetGroupCommand({
        ...{ Name: "web", Protocol: "HTTP", Port: 8080, VpcId: Subnets[0]?.VpcId },
        ...{ HealthCheckIntervalSeconds: 1, HealthCheckTimeoutSeconds: 1, UnhealthyThresholdCount: 2 },
      }),
    );
    const { LoadBalancers: [balancer] = [] } = await elb.send(
      new CreateLoadBalancerCommand({ Name: "web", Subnets: subnets.split(",") }),
    );
    const actions = [{ Type: "forward" as const, TargetGroupArn: group?.TargetGroupArn }];
    const where = { LoadBalancerArn: balancer?.LoadBalancerArn, Protocol: "HTTP" as const, Port: 18_081 };
    await elb.send(new CreateListenerCommand({ ...where, DefaultActions: actions }));
    return group?.TargetGroupArn ?? "";
  }

  const create = (name: string, input: Partial<CreateAutoScalingGroupCommandInput> = {}) =>
    scaling.send(
      new CreateAutoScalingGroupCommand({
        ...{
          AutoScalingGroupName: name,
          MinSize: 0,
          MaxSize: 3,
          DesiredCapacity: 1,
          VPCZoneIdentifier: subnets,
        },
        LaunchTemplate: { LaunchTemplateName: "web", Version: "$Latest" },
        ...input,
      }),
    );

  async function find(name: string): Promise<AutoScalingGroup | undefined> {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
    return (await scaling.send(command)).AutoScalingGroups?.[0];
  }

  const serving = (name: string, count: number, without: readonly string[] = []) =>
    eventually(`${count} instances of ${name} in service`, async () => {
      const instances = (await find(name))?.Instances ?? [];
      const ids = instances
        .filter((it) => it.LifecycleState === "InService")
        .map((it) => it.InstanceId ?? "");
      return ids.length === count && instances.length === count && !ids.some((id) => without.includes(id))
        ? ids
        : undefined;
    });

  const gone = (name: string) =>
    eventually(`${name} to be gone`, async () => (await find(name)) === undefined || undefined);
  const remove = async (name: string) => {
    await scaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name, ForceDelete: true }));
    await gone(name);
  };
  const resize = (name: string, DesiredCapacity: number) =>
    scaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity }));

  it("launches, registers, grows over the zones, shrinks and deletes", async () => {
    const Tags = [
      { Key: "team", Value: "web", PropagateAtLaunch: true },
      { Key: "quiet", Value: "yes" },
    ];
    await create("web", { TargetGroupARNs: [targetGroupArn], Tags });
    const [first = ""] = await serving("web", 1);
    await eventually("the target to be healthy", async () => {
      const { TargetHealthDescriptions: [target] = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
      );
      return target?.Target?.Id === first && target.TargetHealth?.State === "healthy" ? true : undefined;
    });
    const { Reservations: [reservation] = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [first] }),
    );
    expect(reservation?.Instances?.[0]?.Tags).toEqual([
      { Key: "team", Value: "web" },
      { Key: "aws:autoscaling:groupName", Value: "web" },
    ]);
    await resize("web", 2);
    const both = await serving("web", 2);
    const { AutoScalingInstances = [] } = await scaling.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: both }),
    );
    expect(new Set(AutoScalingInstances.map((it) => it.AvailabilityZone)).size).toBe(2);
    await resize("web", 1);
    expect(await serving("web", 1)).toEqual(both.filter((id) => id !== first));
    const deletion = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "web" });
    await expect(scaling.send(deletion)).rejects.toMatchObject({ name: "ResourceInUseFault" });
    await remove("web");
    const { TargetHealthDescriptions } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
    );
    expect(TargetHealthDescriptions).toEqual([]);
  });

  it("replaces instances that die, are called unhealthy, or are terminated through it", async () => {
    await create("steady");
    const [first = ""] = await serving("steady", 1);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
    const [second = ""] = await serving("steady", 1, [first]);
    await scaling.send(new SetInstanceHealthCommand({ InstanceId: second, HealthStatus: "Unhealthy" }));
    const [third = ""] = await serving("steady", 1, [first, second]);
    const end = { InstanceId: third, ShouldDecrementDesiredCapacity: true };
    const { Activity } = await scaling.send(new TerminateInstanceInAutoScalingGroupCommand(end));
    expect(Activity?.Description).toBe(`Terminating EC2 instance: ${third}`);
    await serving("steady", 0);
    const { Activities = [] } = await scaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: "steady" }),
    );
    expect(Activities.map((it) => it.StatusCode)).toEqual(Array(6).fill("Successful"));
    await remove("steady");
  });

  it("waits longer and longer before it replaces an instance that always crashes", async () => {
    await create("crashing", { LaunchTemplate: { LaunchTemplateName: "crashing" } });
    const launches = await eventually("two failed launches", async () => {
      const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: "crashing" });
      const { Activities = [] } = await scaling.send(command);
      const begun = Activities.filter((it) => it.Description?.startsWith("Launching"));
      return begun.length >= 2 ? begun : undefined;
    });
    const [second, first] = launches.map((it) => it.StartTime?.getTime() ?? 0);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000);
    await remove("crashing");
  });

  it("replaces what its target group calls unhealthy", async () => {
    const LaunchTemplate = { LaunchTemplateName: "sick" };
    await create("sick", {
      LaunchTemplate,
      TargetGroupARNs: [targetGroupArn],
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 0,
    });
    const [first = ""] = await serving("sick", 1);
    await serving("sick", 1, [first]);
    await remove("sick");
  });

  it("suspends launching", async () => {
    await create("paused", { DesiredCapacity: 0 });
    const processes = { AutoScalingGroupName: "paused", ScalingProcesses: ["Launch"] };
    await scaling.send(new SuspendProcessesCommand(processes));
    await resize("paused", 1);
    expect((await find("paused"))?.SuspendedProcesses?.map((it) => it.ProcessName)).toEqual(["Launch"]);
    await scaling.send(new ResumeProcessesCommand(processes));
    await serving("paused", 1);
    await remove("paused");
  });

  it("refuses what is wrong, by name", async () => {
    await create("strict", { DesiredCapacity: 0 });
    await expect(create("strict")).rejects.toMatchObject({ name: "AlreadyExistsFault" });
    await expect(create("big", { DesiredCapacity: 9 })).rejects.toMatchObject({ name: "ValidationError" });
    const nobody = { LaunchTemplateName: "nobody" };
    await expect(create("nobody", { LaunchTemplate: nobody })).rejects.toThrow("does not exist");
    await expect(create("targets", { TargetGroupARNs: ["arn:none"] })).rejects.toThrow(
      "Target group not found",
    );
    await expect(create("life", { MaxInstanceLifetime: 86_400 })).rejects.toThrow("MaxInstanceLifetime");
    await expect(resize("strict", 7)).rejects.toMatchObject({ name: "ValidationError" });
    const tag = { ResourceId: "strict", ResourceType: "auto-scaling-group", Key: "a", Value: "b" };
    await scaling.send(new CreateOrUpdateTagsCommand({ Tags: [tag] }));
    expect((await find("strict"))?.Tags).toMatchObject([{ Key: "a", Value: "b" }]);
    await remove("strict");
  });

  it("keeps its instances over a restart", async () => {
    await create("kept");
    const before = await serving("kept", 1);
    connect(await aws.restart());
    expect(await serving("kept", 1)).toEqual(before);
    await resize("kept", 2);
    await serving("kept", 2);
  });
});
