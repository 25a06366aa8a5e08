import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  PublishStateMachineVersionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, ROLE_ARN } from "../../support/states.ts";

const PASS = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
const MAP = JSON.stringify({
  StartAt: "M",
  States: {
    M: {
      Type: "Map",
      Label: "Each",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
});

let aws: TestRuntime;
let sfn: SFNClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createStates] });
  sfn = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
});

afterAll(async () => {
  sfn.destroy();
  await aws.stop();
});

async function create(name: string, definition = PASS, extra: object = {}): Promise<string> {
  const machine = { name, definition, roleArn: ROLE_ARN, ...extra };
  return (await sfn.send(new CreateStateMachineCommand(machine))).stateMachineArn ?? "";
}

async function run(stateMachineArn: string, extra: object = {}): Promise<string> {
  const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, ...extra }));
  await ended(sfn, started.executionArn ?? "");
  return started.executionArn ?? "";
}

const validationException = { name: "ValidationException" };

describe("a request", () => {
  it.each([
    ["a definition over 1 MiB", () => create("large", `${PASS}${" ".repeat(1_048_576)}`)],
    [
      "an input over 256 KiB",
      async () => run(await create("n1"), { input: JSON.stringify("x".repeat(262_144)) }),
    ],
    [
      "an output over 256 KiB",
      () => sfn.send(new SendTaskSuccessCommand({ taskToken: "t", output: "x".repeat(262_145) })),
    ],
    ["a name of 81 characters", () => create("n".repeat(81))],
    [
      "a status that there is not",
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: "arn", statusFilter: "DONE" as never })),
    ],
    [
      "a trace header over 256 characters",
      async () => run(await create("n2"), { traceHeader: "x".repeat(257) }),
    ],
    [
      "an alias that could be a version",
      async () => {
        const stateMachineArn = await create("n3");
        const { stateMachineVersionArn } = await sfn.send(
          new PublishStateMachineVersionCommand({ stateMachineArn }),
        );
        const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
        await sfn.send(new CreateStateMachineAliasCommand({ name: "12", routingConfiguration }));
      },
    ],
    [
      "a tag without a key",
      async () => {
        const resourceArn = await create("n4");
        await sfn.send(new TagResourceCommand({ resourceArn, tags: [{ key: "", value: "v" }] }));
      },
    ],
    ["neither a state machine nor a map run to list", () => sfn.send(new ListExecutionsCommand({}))],
    [
      "PENDING_REDRIVE of a state machine",
      async () => {
        const stateMachineArn = await create("n5");
        await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "PENDING_REDRIVE" }));
      },
    ],
    ["the start of a Map by its label", async () => run(`${await create("n6", MAP)}/Each`)],
    [
      "a version's description without a version",
      async () => {
        const stateMachineArn = await create("n7");
        await sfn.send(
          new UpdateStateMachineCommand({ stateMachineArn, definition: MAP, versionDescription: "v" }),
        );
      },
    ],
  ])("with %s is refused", async (_what, send) => {
    await expect(send()).rejects.toMatchObject(validationException);
  });

  it("names every member that breaks its limits", async () => {
    const command = new CreateActivityCommand({ name: "a", tags: [] });
    const broken = new StartExecutionCommand({ stateMachineArn: "x".repeat(257), name: "n".repeat(81) });
    await expect(sfn.send(broken)).rejects.toThrow(
      /^2 validation errors detected: .*'stateMachineArn'.*; .*'name'/,
    );
    await expect(sfn.send(command)).resolves.toBeDefined();
  });

  it("has at most 50 tags", async () => {
    const tags = Array.from({ length: 51 }, (_, at) => ({ key: `k${at}`, value: "v" }));
    await expect(create("tagged", PASS, { tags })).rejects.toMatchObject({ name: "TooManyTags" });
  });
});

describe("METADATA_ONLY", () => {
  it("leaves out what went in and came out, and the definition", async () => {
    const stateMachineArn = await create("secret");
    const executionArn = await run(stateMachineArn, { input: '{"a":1}' });
    const includedData = "METADATA_ONLY";
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn, includedData }));
    expect(execution).toMatchObject({ status: "SUCCEEDED", inputDetails: { included: false } });
    expect([execution.input, execution.output]).toEqual([undefined, undefined]);
    const machine = new DescribeStateMachineCommand({ stateMachineArn, includedData });
    expect(await sfn.send(machine)).toMatchObject({ definition: "{}", name: "secret" });
    const of = new DescribeStateMachineForExecutionCommand({ executionArn, includedData });
    expect(await sfn.send(of)).toMatchObject({ definition: "{}" });
    const express = await create("secret-express", PASS, { type: "EXPRESS" });
    const sync = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: express, includedData }));
    expect([sync.status, sync.output]).toEqual(["SUCCEEDED", undefined]);
  });
});

describe("what was given", () => {
  it("is given back: a trace header", async () => {
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const executionArn = await run(await create("traced"), { traceHeader });
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ traceHeader });
  });

  it("is given back: an encryption configuration, when its members fit", async () => {
    const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/k" } as const;
    const made = await sfn.send(new CreateActivityCommand({ name: "sealed", encryptionConfiguration }));
    const { activityArn } = made;
    expect(await sfn.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({
      encryptionConfiguration,
    });
    const other = new CreateActivityCommand({ name: "sealed" });
    await expect(sfn.send(other)).rejects.toMatchObject({ name: "ActivityAlreadyExists" });
    const keyless = { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" } };
    await expect(create("keyless", PASS, keyless)).rejects.toMatchObject({
      name: "InvalidEncryptionConfiguration",
    });
  });
});

describe("a distributed Map", () => {
  it("is described by its label, also for the executions that it starts", async () => {
    const stateMachineArn = await create("labelled", MAP);
    const described = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}/Each` }),
    );
    expect(described).toMatchObject({ label: "Each" });
    expect(JSON.parse(described.definition ?? "")).toMatchObject({ StartAt: "P" });
    const executionArn = await run(stateMachineArn, { input: "[1]" });
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns[0]?.mapRunArn;
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toMatchObject([{ mapRunArn, itemCount: 1 }]);
    const of = new DescribeStateMachineForExecutionCommand({ executionArn: executions[0]?.executionArn });
    expect(await sfn.send(of)).toMatchObject({ mapRunArn, label: "Each" });
  });
});

describe("an alias", () => {
  it("is updated by something, and stays with its state machine", async () => {
    const [mine, other] = [await create("mine"), await create("other")];
    const version = async (stateMachineArn: string) => {
      const published = await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
      return [{ stateMachineVersionArn: published.stateMachineVersionArn, weight: 100 }];
    };
    const routingConfiguration = await version(mine);
    const made = await sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    const { stateMachineAliasArn } = made;
    const update = (change: object) =>
      sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, ...change }));
    await expect(update({})).rejects.toMatchObject(validationException);
    const elsewhere = { routingConfiguration: await version(other) };
    await expect(update(elsewhere)).rejects.toMatchObject(validationException);
    await expect(update({ description: "now" })).resolves.toBeDefined();
  });
});

describe("ValidateStateMachineDefinition", () => {
  it("gives as many diagnostics as asked for, and says when there are more", async () => {
    const states = Object.fromEntries(["A", "B", "C"].map((name) => [name, { Type: "Nonsense" }]));
    const definition = JSON.stringify({ StartAt: "A", States: states });
    const answer = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults: 1 }));
    expect(answer).toMatchObject({ result: "FAIL", truncated: true, diagnostics: [{ severity: "ERROR" }] });
    const tooMany = new ValidateStateMachineDefinitionCommand({ definition, maxResults: 101 });
    await expect(sfn.send(tooMany)).rejects.toMatchObject(validationException);
  });
});
