import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LedgerRecord } from "../../../../core/ledger/ledger-record.ts";
import { verifyChain } from "../../../../core/ledger/verify-chain.ts";
import { claimRecovery } from "../../../../functions/record-failure/claim-recovery.ts";
import { recordFailure } from "../../../../functions/record-failure/record-failure.ts";
import { recordStop } from "../../../../functions/record-failure/record-stop.ts";
import { takeTurnFor } from "../../../../functions/turn/take-turn.ts";
import { preProvisionOf, releaseOf, validation } from "../support/releases.ts";
import { createStackWorld } from "../support/stack-world.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

const release = releaseOf("m-1");
const failure = { stage: "Validation", error: "ControlsFailed", cause: "os-01 failed" };
const executionArn = `arn:aws:states:us-east-1:000000000000:execution:repave-release:${release.id}`;
const sns = mockClient(SNSClient);
let tables: TestTables;
let worker: ReturnType<typeof createWorkerWorld>;
let stack: ReturnType<typeof createStackWorld>;

function tools() {
  const workerTools = worker.tools(tables);
  return {
    ...workerTools,
    sns: new SNSClient({}),
    runs: workerTools,
    ledger: { ...workerTools, table: "ledger" },
    putBack: { ...workerTools, ...stack.clients(), wait: async () => {} },
    findingsTopicArn: "arn:findings",
    outcomesTopicArn: "arn:outcomes",
    lambda: new LambdaClient({}),
    recordFailureFunction: "repave-record-failure",
    stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:repave-release",
  };
}

async function chain(): Promise<readonly LedgerRecord[]> {
  const records = (await tables.scan("ledger")) as unknown as readonly LedgerRecord[];
  return records.toSorted((one, other) => one.sequence - other.sequence);
}

async function validationFailed(): Promise<void> {
  const id = `${release.id}/validate`;
  const result = { bucket: "logs", key: `runs/${id}/1/result.json` };
  await tables.dynamo.send(new PutCommand({ TableName: "runs", Item: { id, attempt: 1, result } }));
  worker.results.set(result.key, {
    status: "FAILED",
    error: "ControlsFailed",
    cause: "os-01",
    output: { ...validation, passed: false },
  });
}

const stopped = (own: object = {}) => ({
  detail: {
    executionArn,
    status: "ABORTED" as const,
    input: JSON.stringify({ release }),
    startDate: Date.UTC(2026, 10, 21),
    ...own,
  },
});

beforeEach(async () => {
  tables = await startTestTables();
  worker = createWorkerWorld();
  worker.ssm.on(GetParametersCommand).resolves({ Parameters: [] });
  stack = createStackWorld();
  sns.reset();
  sns.on(PublishCommand).resolves({});
  worker.sfn.on(DescribeExecutionCommand).resolves({ status: "RUNNING", input: JSON.stringify({ release }) });
  return () => tables.stop();
});

describe("recordFailure", () => {
  it("writes the outcome with stage, error and cause", async () => {
    const event = { release, failure, preProvision: preProvisionOf(release) };
    expect(await recordFailure(tools(), event)).toEqual({ ledgerSequence: 1, findings: 0 });
    expect(await chain()).toMatchObject([
      {
        type: "RELEASE_FAILED",
        requestedBy: "ci",
        details: { ...failure, reason: "a fix", artifact: release.artifact },
      },
    ]);
  });

  it("writes the findings of a validation that failed its gate, and tells the team", async () => {
    await validationFailed();
    expect(await recordFailure(tools(), { release, failure })).toEqual({ ledgerSequence: 2, findings: 1 });
    const records = await chain();
    expect(records.map(({ type }) => type)).toEqual(["FINDINGS_REPORTED", "RELEASE_FAILED"]);
    expect(records[0]).toMatchObject({ details: { passed: false, findings: [{ control: "os-05" }] } });
    expect(verifyChain(records)).toMatchObject({ intact: true });
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  });

  it("writes why putting back failed, too, and nothing twice", async () => {
    const event = { release, failure, putBackFailure: { error: "WorkerLost", cause: "still runs" } };
    await recordFailure(tools(), event);
    await recordFailure(tools(), event);
    expect(await chain()).toMatchObject([{ details: { putBackFailure: { error: "WorkerLost" } } }]);
  });
});

describe("recordStop", () => {
  it("puts the stack back, records, tells, and gives the turn to the next", async () => {
    await takeTurnFor(tools(), release, { release: release.id, token: "token-1" });
    await takeTurnFor(tools(), release, { release: "next", token: "token-2" });
    stack.build("blue", "old");
    stack.build("green", release.id);
    stack.serve({ blue: 90, green: 10 });
    expect(await recordStop(tools(), stopped(), "request")).toEqual({ ledgerSequence: 1, holder: "next" });
    expect(stack.journal).toEqual(["weights 100/0", "removed hello-web-dev-green"]);
    expect(await chain()).toMatchObject([
      { type: "RELEASE_ABORTED", details: { status: "ABORTED", error: "ReleaseAborted" } },
    ]);
    const message = sns.commandCalls(PublishCommand)[0]?.args[0].input.Message ?? "";
    expect(JSON.parse(message)).toMatchObject({
      schema: "repave.outcome/v1",
      outcome: "ABORTED",
      release: release.id,
      execution: executionArn,
    });
    expect(worker.answers).toMatchObject([{ token: "token-1" }, { token: "token-2" }]);
  });

  it("reads the release from the execution when the event does not hold it", async () => {
    const event = stopped({ input: null, status: "TIMED_OUT", error: "States.Timeout", cause: null });
    await recordStop(tools(), event, "request");
    expect(await chain()).toMatchObject([{ details: { status: "TIMED_OUT", error: "States.Timeout" } }]);
  });

  it("tries again to put back; and records, tells and gives the turn also when that fails", async () => {
    await takeTurnFor(tools(), release, { release: release.id, token: "token-1" });
    const send = vi.spyOn(AutoScalingClient.prototype, "send").mockImplementation(() => {
      throw new Error("away");
    });
    expect(await recordStop(tools(), stopped(), "request")).toEqual({ ledgerSequence: 1, holder: null });
    expect(send.mock.calls.length).toBeGreaterThan(3);
    send.mockRestore();
    expect(await chain()).toMatchObject([{ details: { putBackFailure: { cause: "away" } } }]);
  });

  it("tells and records once, and leaves alone what belongs to the next release, however often it is run", async () => {
    await takeTurnFor(tools(), release, { release: release.id, token: "token-1" });
    await recordStop(tools(), stopped(), "request");
    stack.build("green", release.id);
    expect(await recordStop(tools(), stopped(), "another")).toEqual({ ledgerSequence: 1, holder: null });
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
    expect(stack.journal).toEqual([]);
  });

  it("waits until another invocation has done it", async () => {
    await takeTurnFor(tools(), release, { release: release.id, token: "token-1" });
    await claimRecovery(tools(), release, { release: release.id, requestId: "other", nowMs: worker.nowMs });
    await expect(recordStop(tools(), stopped(), "request")).rejects.toThrow("another invocation");
    expect(await chain()).toEqual([]);
  });

  it("does nothing for a release that failed in its own states, and all for one that could not", async () => {
    const event = stopped({ status: "FAILED", error: "States.Runtime", cause: "too deep" });
    await takeTurnFor(tools(), release, { release: release.id, token: "token-1" });
    await recordFailure(tools(), { release, failure });
    await recordStop(tools(), event, "request");
    expect(sns.commandCalls(PublishCommand)).toHaveLength(0);
    const other = releaseOf("m-2");
    await recordStop(
      tools(),
      stopped({ ...event.detail, input: JSON.stringify({ release: other }) }),
      "other",
    );
    expect((await chain())[1]).toMatchObject({
      type: "RELEASE_FAILED",
      details: { error: "States.Runtime" },
    });
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  });
});
