import { DatabaseSync } from "node:sqlite";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, startMachine } from "../../support/states.ts";

const definition = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };
const errors: string[] = [];
const log = { info: () => {}, warn: () => {}, error: (message: string) => errors.push(message) };
let aws: TestRuntime;
let sfn: SFNClient;

beforeEach(async () => {
  errors.length = 0;
  aws = await startTestRuntime({ services: [createStates], log });
  sfn = new SFNClient(aws.clientConfig);
});
afterEach(async () => {
  vi.restoreAllMocks();
  sfn.destroy();
  await aws.stop().catch(() => {}); // It cannot commit any more, and says so.
});

/** From now on no commit of this database gets to the disk. */
function breakCommitsOf(file: string): void {
  const execute = DatabaseSync.prototype.exec;
  vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function breaking(
    this: DatabaseSync,
    sql: string,
  ) {
    if (sql === "COMMIT" && this.location()?.endsWith(file)) throw new Error("disk I/O error");
    return execute.call(this, sql);
  });
}

it.each(["executions.db", "runtime.db"])(
  "when %s cannot be written, nothing is acknowledged or read any more",
  async (file) => {
    const { stateMachineArn, executionArn } = await startMachine(sfn, definition);
    await ended(sfn, executionArn);
    breakCommitsOf(file);
    const unavailable = {
      name: "ServiceUnavailable",
      $metadata: expect.objectContaining({ httpStatusCode: 503 }),
    };
    await expect(startMachine(sfn, definition)).rejects.toMatchObject(unavailable);
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject(unavailable);
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject(unavailable);
    await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toMatchObject(
      unavailable,
    );
    await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject(
      unavailable,
    );
    expect(errors.filter((message) => message.startsWith("State can no longer be written"))).toHaveLength(1);
  },
);

it("what is not on disk is not refused either: nobody is told of an execution that may not exist", async () => {
  const { stateMachineArn } = await startMachine(sfn, definition);
  breakCommitsOf("executions.db");
  const starts = ["1", "2", "3", "4"].map((input) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn, name: "same", input })),
  );
  const outcomes = await Promise.allSettled(starts);
  const reasons = outcomes.map((outcome) =>
    outcome.status === "rejected" ? outcome.reason.name : "answered",
  );
  expect(reasons).toEqual(starts.map(() => "ServiceUnavailable"));
});
