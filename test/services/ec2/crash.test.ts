import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsEvent } from "../../../runtime/kernel/event-bus.ts";
import type { Runtime, ServiceFactory } from "../../../runtime/kernel/service.ts";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createObjectShelf } from "../../support/machine-image.ts";
import { startTestRuntime } from "../../support/runtime.ts";

describe("a runtime that is killed", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "repave-crash-"));
  let victim: ReturnType<typeof spawn>;
  let clientConfig: ConstructorParameters<typeof EC2Client>[0] & object;
  let imageId: string;

  beforeAll(async () => {
    const script = join(import.meta.dirname, "../../support/crash-runtime.ts");
    victim = spawn(process.execPath, [script, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: victim.stdout ?? expect.fail("no output") });
    const [line] = await once(lines, "line");
    ({ clientConfig, imageId } = JSON.parse(line));
  });
  afterAll(() => {
    victim.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  const boots = async (ec2: EC2Client, InstanceId: string, count: number) =>
    eventually(`${count} boots`, async () => {
      const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId }));
      const urls =
        Buffer.from(Output, "base64")
          .toString()
          .match(/http[^;]*/g) ?? [];
      return urls.length === count ? urls : undefined;
    });

  it("ends its left-over processes at the next start, boots the instances again and fails their commands", async () => {
    const ec2 = new EC2Client(clientConfig);
    const run = await ec2.send(new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1 }));
    const instanceId = run.Instances?.[0]?.InstanceId ?? "";
    const [firstUrl = ""] = await boots(ec2, instanceId, 1);
    const commandId = await sendLongCommand(instanceId);
    victim.kill("SIGKILL");
    await once(victim, "exit");

    const events: AwsEvent[] = [];
    const listening: ServiceFactory = (runtime: Runtime) => {
      runtime.events.listen((event) => events.push(event));
      return { signingName: "listener", protocol: "awsQuery", sdk: {}, operations: {} };
    };
    const services = [listening, createEc2, createKms, createObjectShelf, createSsm];
    const aws = await startTestRuntime({ services, dataDir });
    const after = new EC2Client(aws.clientConfig);
    expect(processesOf(firstUrl)).toEqual([]);
    const [, secondUrl = ""] = await boots(after, instanceId, 2);
    const { Reservations: [found] = [] } = await after.send(new DescribeInstancesCommand({}));
    const [instance] = found?.Instances ?? [];
    expect([instance?.InstanceId, instance?.State?.Name]).toEqual([instanceId, "running"]);
    expect(instance?.PrivateIpAddress).toBe(run.Instances?.[0]?.PrivateIpAddress);
    const invocation = await new SSMClient(aws.clientConfig).send(
      new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
    );
    expect([invocation.Status, invocation.StatusDetails]).toEqual(["Failed", "Terminated"]);
    expect(
      events.filter((it) => it.detail["command-id"] === commandId).map((it) => it.detail.status),
    ).toEqual(["Failed", "Failed"]);
    await aws.stop();
    expect(processesOf(secondUrl)).toEqual([]);
  });

  async function sendLongCommand(InstanceId: string): Promise<string> {
    const ssm = new SSMClient(clientConfig);
    const Parameters = { commands: ["sleep 60"] };
    const { Command } = await ssm.send(
      new SendCommandCommand({ DocumentName: "AWS-RunShellScript", InstanceIds: [InstanceId], Parameters }),
    );
    const CommandId = Command?.CommandId ?? "";
    await eventually("the command to begin", async () => {
      const { Status } = await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
      return Status === "InProgress" || undefined;
    });
    return CommandId;
  }
});

/** The processes that have this metadata service in their environment (none where there is no `/proc`). */
function processesOf(metadataUrl: string): readonly string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`=${metadataUrl}\0`);
    } catch {
      return false;
    }
  });
}
