import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandInput,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  TestStateCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsEvent } from "../../../runtime/kernel/event-bus.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, ROLE_ARN } from "../../support/states.ts";

const PASS = JSON.stringify({ StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } });
const WAIT = JSON.stringify({
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 3600, End: true } },
});

let aws: TestRuntime;
let sfn: SFNClient;
const emitted: AwsEvent[] = [];

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createStates], clock: createFastClock(20) });
  aws.runtime.events.listen((event) => emitted.push(event));
  sfn = new SFNClient(aws.clientConfig);
});

afterAll(async () => {
  sfn.destroy();
  await aws.stop();
});

async function create(name: string, definition = PASS, extra: object = {}): Promise<string> {
  const created = await sfn.send(
    new CreateStateMachineCommand({ name, definition, roleArn: ROLE_ARN, ...extra }),
  );
  return created.stateMachineArn ?? "";
}

describe("state machines", () => {
  it("are created once, described, updated and deleted", async () => {
    const stateMachineArn = await create("once");
    expect(await create("once")).toBe(stateMachineArn);
    const other = new CreateStateMachineCommand({ name: "once", definition: WAIT, roleArn: ROLE_ARN });
    await expect(sfn.send(other)).rejects.toMatchObject({ name: "StateMachineAlreadyExists" });
    const spelledDifferently = JSON.stringify(JSON.parse(PASS), null, 2);
    await expect(create("once", spelledDifferently)).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
    });
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: WAIT }));
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      name: "once",
      definition: WAIT,
      roleArn: ROLE_ARN,
      status: "ACTIVE",
      type: "STANDARD",
    });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const gone = sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    await expect(gone).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  it("are the same ones whatever role and tags a repeated request has, and others where they log or trace", async () => {
    const stateMachineArn = await create("same");
    const roleArn = "arn:aws:iam::000000000000:role/another";
    expect(await create("same", PASS, { roleArn, tags: [{ key: "a", value: "b" }] })).toBe(stateMachineArn);
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.roleArn).toBe(ROLE_ARN);
    const traced = create("same", PASS, { tracingConfiguration: { enabled: true } });
    await expect(traced).rejects.toMatchObject({ name: "StateMachineAlreadyExists" });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  });

  it("are updated, but their versions are not", async () => {
    const stateMachineArn = `${await create("fixed", PASS, { publish: true })}:1`;
    const update = sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: WAIT }));
    await expect(update).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: stateMachineArn.slice(0, -2) }));
  });

  it("have a role", async () => {
    const invalid = { name: "InvalidArn", message: "Invalid Role Arn: 'arn:aws:s3:::bucket'" };
    await expect(create("roleless", PASS, { roleArn: "arn:aws:s3:::bucket" })).rejects.toMatchObject(invalid);
  });

  it("are refused with every error of the definition", async () => {
    const definition = JSON.stringify({ StartAt: "Nowhere", States: { A: { Type: "Pass", Next: "B" } } });
    const refused = sfn.send(new CreateStateMachineCommand({ name: "bad", definition, roleArn: ROLE_ARN }));
    await expect(refused).rejects.toMatchObject({
      name: "InvalidDefinition",
      message: expect.stringMatching(/Nowhere.*Missing 'Next' target: B/),
    });
    const { result, diagnostics } = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(result).toBe("FAIL");
    expect(diagnostics?.map(({ location }) => location)).toContain("/States/A/Next");
  });

  it("are refused by names that AWS does not take", async () => {
    await expect(create("a b")).rejects.toMatchObject({ name: "InvalidName" });
    await expect(create("x".repeat(81))).rejects.toMatchObject({ name: /InvalidName|ValidationException/ });
  });

  it("are listed in pages", async () => {
    for (const name of ["page-1", "page-2", "page-3"]) await create(name);
    const first = await sfn.send(new ListStateMachinesCommand({ maxResults: 2 }));
    expect(first.stateMachines).toHaveLength(2);
    const second = await sfn.send(
      new ListStateMachinesCommand({ maxResults: 2, nextToken: first.nextToken }),
    );
    const names = [...(first.stateMachines ?? []), ...(second.stateMachines ?? [])].map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["page-1", "page-2", "page-3"]);
  });

  it("carry tags", async () => {
    const resourceArn = await create("tagged", PASS, { tags: [{ key: "a", value: "1" }] });
    await sfn.send(new TagResourceCommand({ resourceArn, tags: [{ key: "b", value: "2" }] }));
    await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    expect((await sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
      { key: "b", value: "2" },
    ]);
  });

  it("have versions that keep their definition, and aliases that lead to them", async () => {
    const stateMachineArn = await create("versioned", PASS, { publish: true });
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: WAIT, publish: true }));
    const { stateMachineVersions } = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    expect(stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([
      `${stateMachineArn}:2`,
      `${stateMachineArn}:1`,
    ]);
    const first = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}:1` }),
    );
    expect(first.definition).toBe(PASS);
    const routingConfiguration = [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }];
    const alias = await sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: alias.stateMachineAliasArn }),
    );
    expect(await ended(sfn, executionArn ?? "")).toMatchObject({ status: "SUCCEEDED" });
    const inUse = sfn.send(
      new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${stateMachineArn}:1` }),
    );
    await expect(inUse).rejects.toMatchObject({ name: "ConflictException" });
  });
});

describe("executions", () => {
  it("are started once by name and input", async () => {
    const stateMachineArn = await create("named", WAIT);
    const start = (input: string) =>
      sfn.send(new StartExecutionCommand({ stateMachineArn, name: "run", input }));
    const [first, again] = await Promise.all([start("{}"), start("{}")]);
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('{"other":1}')).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    await sfn.send(
      new StopExecutionCommand({ executionArn: first.executionArn, error: "Enough", cause: "said so" }),
    );
    expect(await ended(sfn, first.executionArn ?? "")).toMatchObject({
      status: "ABORTED",
      error: "Enough",
      cause: "said so",
    });
    await expect(start("{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  it("tell the event bus how they start and end", async () => {
    const stateMachineArn = await create("told", WAIT);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const own = emitted.filter(({ resources }) => resources[0] === executionArn);
    expect(own.map(({ detail }) => detail.status)).toEqual(["RUNNING", "ABORTED"]);
    expect(own[1]).toMatchObject({
      source: "aws.states",
      detailType: "Step Functions Execution Status Change",
      detail: { stateMachineArn, input: '{"a":1}', inputDetails: { included: true } },
    });
  });

  it("end after the TimeoutSeconds of their state machine", async () => {
    const stateMachineArn = await create("hasty", JSON.stringify({ ...JSON.parse(WAIT), TimeoutSeconds: 1 }));
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    expect(await ended(sfn, executionArn ?? "")).toMatchObject({ status: "TIMED_OUT" });
  });

  it("keep the definition that they started under", async () => {
    const stateMachineArn = await create("changing", WAIT);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: PASS }));
    const described = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(described.definition).toBe(WAIT);
    await sfn.send(new StopExecutionCommand({ executionArn }));
  });

  it("show their history in pages, in both directions", async () => {
    const stateMachineArn = await create("history");
    const { executionArn = "" } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"a":[1]}' }),
    );
    await ended(sfn, executionArn);
    const ids: (number | undefined)[] = [];
    for await (const page of paginateGetExecutionHistory({ client: sfn, pageSize: 1 }, { executionArn })) {
      ids.push(...(page.events ?? []).map(({ id }) => id));
    }
    expect(ids).toEqual([1, 2, 3, 4]);
    const backwards = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    expect(backwards.events?.map(({ type }) => type)).toEqual(["ExecutionSucceeded", "PassStateExited"]);
    const [, exited] = backwards.events ?? [];
    expect(exited).toMatchObject({
      previousEventId: 2,
      stateExitedEventDetails: { name: "Pass", output: '{"a":[1]}' },
    });
  });

  it("go on with a history only by a token of its own, in its own direction", async () => {
    const stateMachineArn = await create("tokens");
    const [one = "", other = ""] = await Promise.all(
      ["one", "other"].map(async (name) => {
        const { executionArn = "" } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
        await ended(sfn, executionArn);
        return executionArn;
      }),
    );
    const page = (more: Partial<GetExecutionHistoryCommandInput>) =>
      sfn.send(new GetExecutionHistoryCommand({ executionArn: one, maxResults: 1, ...more }));
    const { nextToken } = await page({});
    expect((await page({ nextToken })).events).toMatchObject([{ id: 2 }]);
    await expect(page({ nextToken, executionArn: other })).rejects.toThrow("Invalid Token");
    await expect(page({ nextToken, reverseOrder: true })).rejects.toThrow("Invalid Token");
  });

  it("are listed by status, the newest first, in pages", async () => {
    const stateMachineArn = await create("listed");
    for (const name of ["a", "b", "c"]) {
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
      await ended(sfn, executionArn ?? "");
    }
    const names: (string | undefined)[] = [];
    for await (const page of paginateListExecutions({ client: sfn, pageSize: 2 }, { stateMachineArn })) {
      names.push(...(page.executions ?? []).map(({ name }) => name));
    }
    expect(names).toEqual(["c", "b", "a"]);
    const { executions } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "FAILED" }),
    );
    expect(executions).toEqual([]);
  });

  it("refuse input that is no JSON or too large, and ARNs that are none", async () => {
    const stateMachineArn = await create("strict");
    const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    await expect(start("{")).rejects.toMatchObject({ name: "InvalidExecutionInput" });
    await expect(start(JSON.stringify("x".repeat(262_144)))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(start("[".repeat(5000) + "]".repeat(5000))).rejects.toMatchObject({
      name: "InvalidExecutionInput",
    });
    const unknown = sfn.send(new DescribeExecutionCommand({ executionArn: "arn" }));
    await expect(unknown).rejects.toMatchObject({ name: "InvalidArn" });
  });

  it("of Express workflows can be waited for", async () => {
    const stateMachineArn = await create("express", PASS, { type: "EXPRESS" });
    const client = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    expect(answer).toMatchObject({ status: "SUCCEEDED", output: '{"a":1}' });
    client.destroy();
  });
});

describe("a single state", () => {
  it("is tested with a mock of its work", async () => {
    const client = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "f" },
      ResultPath: "$.r",
      Next: "Then",
    };
    const answer = await client.send(
      new TestStateCommand({
        definition: JSON.stringify(state),
        roleArn: ROLE_ARN,
        input: '{"a":1}',
        inspectionLevel: "DEBUG",
        mock: { result: '{"Payload":2}' },
      }),
    );
    expect(answer).toMatchObject({
      status: "SUCCEEDED",
      nextState: "Then",
      output: '{"a":1,"r":{"Payload":2}}',
      inspectionData: { afterParameters: '{"FunctionName":"f"}' },
    });
    client.destroy();
  });
});
