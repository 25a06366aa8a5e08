import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateTagsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  AddTagsToResourceCommand,
  CancelCommandCommand,
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  GetDocumentCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  ListDocumentsCommand,
  ListTagsForResourceCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { computeOf } from "../../../runtime/compute/compute.ts";
import { serviceCaller } from "../../../runtime/kernel/caller.ts";
import type { AwsEvent } from "../../../runtime/kernel/event-bus.ts";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createObjectShelf, createProfileShelf, registerMachineImage } from "../../support/machine-image.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const services = [createEc2, createKms, createObjectShelf, createProfileShelf, createSsm];

const shell = (name: string, runCommand: string[], inputs: object = {}) => ({
  action: "aws:runShellScript",
  name,
  inputs: { runCommand, ...inputs },
});

const DOCUMENTS: Readonly<Record<string, object>> = {
  echo: {
    schemaVersion: "2.2",
    parameters: {
      Text: { type: "String", default: "nothing", interpolationType: "ENV_VAR" },
      Count: { type: "String", default: "1", allowedPattern: "[0-9]+" },
      Mode: { type: "String", default: "plain", allowedValues: ["plain", "loud"] },
    },
    mainSteps: [shell("echo", ['echo "[$SSM_Text] {{ Count }} {{Mode}}"', "echo trouble >&2", "pwd"])],
  },
  fail: { schemaVersion: "2.2", mainSteps: [shell("fail", ["exit 7"]), shell("after", ["echo still here"])] },
  exit: {
    schemaVersion: "2.2",
    mainSteps: [shell("fail", ["exit 7"], { onFailure: "exit" }), shell("after", ["echo never"])],
  },
  long: { schemaVersion: "2.2", mainSteps: [shell("long", ["echo begun > begun", "sleep 60"])] },
  slow: {
    schemaVersion: "2.2",
    mainSteps: [shell("slow", ["sleep 60 & sleep 60"], { timeoutSeconds: "1" })],
  },
  loud: { schemaVersion: "2.2", mainSteps: [shell("loud", ["head -c 100000 /dev/zero | tr '\\0' x"])] },
  fetch: {
    schemaVersion: "2.2",
    parameters: { Key: { type: "String" } },
    mainSteps: [
      {
        action: "aws:downloadContent",
        name: "fetch",
        inputs: {
          sourceType: "S3",
          sourceInfo: '{"path":"https://artifacts.s3.us-east-1.amazonaws.com/{{ Key }}"}',
          destinationPath: "/opt/",
        },
      },
      shell("show", ["cat opt/program.txt"]),
    ],
  },
};

describe("Run Command", () => {
  let aws: TestRuntime;
  let ssm: SSMClient;
  let ec2: EC2Client;
  let imageId: string;
  let instanceId: string;
  const events: AwsEvent[] = [];

  const connect = (to: TestRuntime) => {
    aws = to;
    ssm = new SSMClient(aws.clientConfig);
    ec2 = new EC2Client(aws.clientConfig);
    aws.runtime.events.listen((event) => events.push(event));
  };

  beforeAll(async () => {
    connect(await startTestRuntime({ services }));
    imageId = await registerMachineImage(aws, {
      name: "idle",
      files: { "boot.mjs": "setInterval(() => {}, 1000)" },
    });
    instanceId = await launch();
    for (const [Name, content] of Object.entries(DOCUMENTS)) {
      const text = {
        Content: stringify(content),
        DocumentFormat: "YAML" as const,
        DocumentType: "Command" as const,
      };
      await ssm.send(new CreateDocumentCommand({ Name, ...text }));
    }
  });
  afterAll(() => aws.stop());

  async function launch(): Promise<string> {
    const run = new RunInstancesCommand({
      ...{ ImageId: imageId, MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: "tooling" } },
    });
    const id = (await ec2.send(run)).Instances?.[0]?.InstanceId ?? "";
    await eventually(`${id} to take commands`, async () => {
      const Filters = [{ Key: "InstanceIds", Values: [id] }];
      const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({ Filters }));
      return InstanceInformationList?.length === 1 || undefined;
    });
    return id;
  }

  async function send(DocumentName: string, input: Partial<SendCommandCommandInput> = {}): Promise<string> {
    const targets = input.Targets === undefined ? { InstanceIds: [instanceId] } : {};
    const { Command } = await ssm.send(new SendCommandCommand({ DocumentName, ...targets, ...input }));
    return Command?.CommandId ?? "";
  }

  const finished = (CommandId: string, InstanceId = instanceId, PluginName?: string) =>
    eventually<GetCommandInvocationCommandOutput>(`${CommandId} to be over`, async () => {
      const invocation = await ssm.send(
        new GetCommandInvocationCommand({ CommandId, InstanceId, PluginName }),
      );
      return ["Pending", "InProgress", "Cancelling"].includes(invocation.Status ?? "")
        ? undefined
        : invocation;
    });

  const run = async (name: string, Parameters: Record<string, string[]> = {}) =>
    finished(await send(name, { Parameters }));
  const begun = (id: string) =>
    eventually("the step to begin", () => {
      try {
        return readFileSync(join(computeOf(aws.runtime).rootOf(id), "begun"), "utf8");
      } catch {
        return undefined;
      }
    });

  it("runs a script in the instance's root and tells EventBridge", async () => {
    const invocation = await run("echo", { Text: ["hello"], Count: ["3"] });
    expect(invocation).toMatchObject({
      Status: "Success",
      ResponseCode: 0,
      StandardErrorContent: "trouble\n",
    });
    const [line, directory] = invocation.StandardOutputContent?.split("\n") ?? [];
    expect(line).toBe("[hello] 3 plain");
    // In a sandbox the root is at /.
    expect(directory).toMatch(new RegExp(`^/$|/${instanceId}/root$`));
    const own = events.filter((it) => it.detail["command-id"] === invocation.CommandId);
    const told = own.map(
      (it) => `${it.detailType.includes("Invocation") ? "invocation" : "command"} ${it.detail.status}`,
    );
    expect(told).toEqual([
      "command Pending",
      "invocation InProgress",
      "command InProgress",
      "invocation Success",
      "command Success",
    ]);
    expect(own.at(-1)?.detail["document-name"]).toBe("echo");
  });

  it("hands values over as environment variables, so that they cannot become code", async () => {
    const text = '"; echo hacked; $(echo hacked) `echo hacked`';
    expect((await run("echo", { Text: [text] })).StandardOutputContent).toContain(`[${text}] 1 plain`);
  });

  it.each([
    [{ Count: ["1; rm -rf /"] }, "does not match"],
    [{ Mode: ["quiet"] }, "allowedValues"],
    [{ Text: ["a", "b"] }, "exactly one"],
    [{ Nothing: ["a"] }, "not defined"],
  ])("refuses the parameters %j", async (parameters, message) => {
    const sent = send("echo", { Parameters: parameters as unknown as Record<string, string[]> });
    await expect(sent).rejects.toMatchObject({
      name: "InvalidParameters",
      message: expect.stringContaining(message),
    });
  });

  it("goes on after a failed step, unless that says exit", async () => {
    const failed = await run("fail");
    expect([failed.Status, failed.StandardOutputContent]).toEqual(["Failed", "still here\n"]);
    const CommandId = failed.CommandId ?? "";
    expect(await finished(CommandId, instanceId, "fail")).toMatchObject({
      Status: "Failed",
      ResponseCode: 7,
    });
    const { CommandInvocations: [listed] = [] } = await ssm.send(
      new ListCommandInvocationsCommand({ CommandId, Details: true }),
    );
    expect(listed?.CommandPlugins?.map((it) => [it.Name, it.Status])).toEqual([
      ["fail", "Failed"],
      ["after", "Success"],
    ]);
    const exited = await run("exit");
    expect([exited.Status, exited.PluginName]).toEqual(["Failed", "fail"]);
  });

  it("ends a script that takes too long, and cuts long output", async () => {
    expect(await run("slow")).toMatchObject({ Status: "TimedOut", StatusDetails: "ExecutionTimedOut" });
    const { StandardOutputContent: output = "" } = await run("loud");
    expect(output).toHaveLength(24_000);
    expect(output).toMatch(/---Output truncated---$/);
  });

  it("fetches an object as the instance's role", async () => {
    const caller = serviceCaller("test.amazonaws.com", aws.runtime.accountId);
    const object = { Bucket: "artifacts", Key: "a/program.txt", Body: Buffer.from("the program") };
    await aws.runtime.aws.call("s3", "PutObject", object, caller);
    expect(await run("fetch", { Key: ["a/program.txt"] })).toMatchObject({
      Status: "Success",
      StandardOutputContent: "the program",
    });
    const CommandId = await send("fetch", { Parameters: { Key: ["a/missing"] } });
    await finished(CommandId);
    const step = await finished(CommandId, instanceId, "fetch");
    expect(step.StandardErrorContent).toContain("The specified key does not exist");
  });

  it("cancels a command", async () => {
    const id = await launch();
    const CommandId = await send("long", { InstanceIds: [id] });
    await begun(id);
    await ssm.send(new CancelCommandCommand({ CommandId }));
    expect(await finished(CommandId, id)).toMatchObject({ Status: "Cancelled", StatusDetails: "Cancelled" });
    const { Commands: [command] = [] } = await ssm.send(new ListCommandsCommand({ CommandId }));
    expect(command).toMatchObject({ Status: "Cancelled", TargetCount: 1, CompletedCount: 1 });
  });

  it("fails a command whose instance is terminated", async () => {
    const id = await launch();
    const CommandId = await send("long", { InstanceIds: [id] });
    await begun(id);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(await finished(CommandId, id)).toMatchObject({ Status: "Failed", StatusDetails: "Terminated" });
    await expect(send("echo", { InstanceIds: [id] })).rejects.toMatchObject({ name: "InvalidInstanceId" });
  });

  it("finds its instances by tags", async () => {
    await ec2.send(
      new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: "role", Value: "tooling" }] }),
    );
    const CommandId = await send("echo", { Targets: [{ Key: "tag:role", Values: ["tooling"] }] });
    expect((await finished(CommandId)).Status).toBe("Success");
    const nobody = await send("echo", { Targets: [{ Key: "tag:role", Values: ["nobody"] }] });
    const { Commands: [command] = [] } = await ssm.send(new ListCommandsCommand({ CommandId: nobody }));
    expect(command).toMatchObject({ StatusDetails: "NoInstancesInTag", TargetCount: 0 });
  });

  it("runs AWS-RunShellScript", async () => {
    const invocation = await run("AWS-RunShellScript", { commands: ["echo one", "echo two"] });
    expect(invocation.StandardOutputContent).toBe("one\ntwo\n");
  });

  it("fails what a restart of the runtime interrupts, with its events", async () => {
    const CommandId = await send("long");
    await begun(instanceId);
    events.length = 0;
    connect(await aws.restart());
    expect(await finished(CommandId)).toMatchObject({ Status: "Failed", StatusDetails: "Terminated" });
    expect((await run("echo")).Status).toBe("Success");
  });

  it("keeps versions of documents", async () => {
    const Name = "versions";
    const content = (word: string) =>
      JSON.stringify({ schemaVersion: "2.2", mainSteps: [shell("say", [`echo ${word}`])] });
    await ssm.send(new CreateDocumentCommand({ Name, Content: content("one") }));
    const update = { Name, Content: content("two"), DocumentVersion: "$LATEST" };
    await ssm.send(new UpdateDocumentCommand(update));
    await expect(ssm.send(new UpdateDocumentCommand(update))).rejects.toMatchObject({
      name: "DuplicateDocumentContent",
    });
    expect((await run(Name)).StandardOutputContent).toBe("one\n");
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: "2" }));
    expect((await run(Name)).StandardOutputContent).toBe("two\n");
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name }));
    expect(Document).toMatchObject({
      DefaultVersion: "2",
      LatestVersion: "2",
      SchemaVersion: "2.2",
      Status: "Active",
    });
    const first = await ssm.send(new GetDocumentCommand({ Name, DocumentVersion: "1" }));
    expect(first.Content).toBe(content("one"));
    const resource = { ResourceType: "Document" as const, ResourceId: Name };
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "team", Value: "web" }] }));
    const { TagList } = await ssm.send(new ListTagsForResourceCommand(resource));
    expect(TagList).toEqual([{ Key: "team", Value: "web" }]);
    await ssm.send(new DeleteDocumentCommand({ Name }));
    const Filters = [{ Key: "Name", Values: [Name] }];
    expect((await ssm.send(new ListDocumentsCommand({ Filters }))).DocumentIdentifiers).toEqual([]);
    await expect(send(Name)).rejects.toMatchObject({ name: "InvalidDocument" });
  });

  it.each([
    ["{", "InvalidDocumentContent"],
    [JSON.stringify({ schemaVersion: "0.3", mainSteps: [] }), "InvalidDocumentSchemaVersion"],
    [
      JSON.stringify({ schemaVersion: "2.2", mainSteps: [{ action: "aws:runDockerAction", name: "a" }] }),
      "InvalidDocumentContent",
    ],
    [
      JSON.stringify({ schemaVersion: "2.2", mainSteps: [shell("a", []), shell("a", [])] }),
      "InvalidDocumentContent",
    ],
  ])("refuses the document %s", async (Content, code) => {
    await expect(ssm.send(new CreateDocumentCommand({ Name: "wrong", Content }))).rejects.toMatchObject({
      name: code,
    });
  });
});
