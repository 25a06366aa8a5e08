import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateListExecutions,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ended, eventTypes, ROLE_ARN } from "../../support/states.ts";

/** Executions that were asked for, some of them acknowledged. */
export interface PromisedExecutions {
  readonly stateMachineArn: string;
  readonly acknowledged: Map<string, number>;
  readonly refused: Set<string>;
}

/** It waits in the middle, so that some are under way whatever happens. */
const definition = {
  StartAt: "Begin",
  States: {
    Begin: { Type: "Pass", Next: "Pause" },
    Pause: { Type: "Wait", Seconds: 1, Next: "End" },
    End: { Type: "Pass", End: true },
  },
};
const BEFORE_THE_WAIT = ["ExecutionStarted", "PassStateEntered", "PassStateExited", "WaitStateEntered"];
const AFTER_THE_WAIT = ["WaitStateExited", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"];
const MOST_STARTS = 2_000;
/** Fills a disk sooner. */
const PADDING = "x".repeat(2_000);

export async function createPromises(sfn: SFNClient): Promise<PromisedExecutions> {
  const { stateMachineArn = "" } = await sfn.send(
    new CreateStateMachineCommand({
      name: "promises",
      definition: JSON.stringify(definition),
      roleArn: ROLE_ARN,
    }),
  );
  return { stateMachineArn, acknowledged: new Map(), refused: new Set() };
}

function start(sfn: SFNClient, { stateMachineArn }: PromisedExecutions, name: string) {
  const input = JSON.stringify({ name, padding: PADDING });
  return sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
}

function arnOf({ stateMachineArn }: PromisedExecutions, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** Starts executions, some at a time, until one is not acknowledged. */
export async function startUntilRefused(
  sfn: SFNClient,
  promises: PromisedExecutions,
  atATime: number,
): Promise<void> {
  const { acknowledged, refused } = promises;
  let count = 0;
  const worker = async () => {
    while (refused.size === 0) {
      const name = `run-${++count}`;
      if (count > MOST_STARTS) throw new Error("nothing went wrong");
      try {
        const { startDate } = await start(sfn, promises, name);
        acknowledged.set(name, Number(startDate));
      } catch {
        refused.add(name);
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** What the next start has of the executions that nobody acknowledged: whole commits, or nothing. */
export async function unacknowledgedThatExist(
  sfn: SFNClient,
  promises: PromisedExecutions,
): Promise<{ readonly whole: string[]; readonly partial: string[] }> {
  const found = { whole: [] as string[], partial: [] as string[] };
  for (const name of promises.refused) {
    const executionArn = arnOf(promises, name);
    const events = await sfn.send(new GetExecutionHistoryCommand({ executionArn })).catch(() => undefined);
    const types = events?.events?.map(({ type }) => type) ?? [];
    const isWhole = BEFORE_THE_WAIT.every((type, at) => types[at] === type);
    if (events !== undefined) found[isWhole ? "whole" : "partial"].push(name);
  }
  return found;
}

/**
 * Checks everything that was promised: acknowledged executions are there as they were acknowledged, each name can be started
 * again without a second execution, all end, and their histories are as without a fault. Returns what is wrong.
 */
export async function findBrokenPromises(sfn: SFNClient, promises: PromisedExecutions): Promise<string[]> {
  const { acknowledged, refused, stateMachineArn } = promises;
  const broken: string[] = [];
  for (const [name, startedMs] of acknowledged) {
    const described = await sfn
      .send(new DescribeExecutionCommand({ executionArn: arnOf(promises, name) }))
      .catch(() => undefined);
    if (Number(described?.startDate) !== startedMs) broken.push(`${name} is lost`);
  }
  const names = [...acknowledged.keys(), ...refused];
  for (const name of names) {
    await start(sfn, promises, name).catch((error) => {
      if (error.name !== "ExecutionAlreadyExists") broken.push(`${name}: ${error}`);
    });
  }
  const wanted = [...BEFORE_THE_WAIT, ...AFTER_THE_WAIT].join();
  for (const name of names) {
    const { status } = await ended(sfn, arnOf(promises, name));
    const types = (await eventTypes(sfn, arnOf(promises, name))).join();
    if (status !== "SUCCEEDED" || types !== wanted) broken.push(`${name} ended ${status} with ${types}`);
  }
  const listed: string[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
    listed.push(...executions.map(({ name = "" }) => name));
  if (listed.toSorted().join() !== names.toSorted().join()) broken.push(`listed: ${listed}`);
  return broken;
}
