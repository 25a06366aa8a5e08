import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateStateMachineCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, ROLE_ARN } from "../support/states.ts";
import { startVictim, type Victim } from "./victim.ts";

const KILLS = 8;
const CALL = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "echo", Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload.echoed %}",
};
const LONGER_THAN_A_RESTART_MS = 8_000;

const MACHINES = {
  timer: { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 1, End: true } } },
  calls: {
    StartAt: "One",
    States: { One: { ...CALL, Next: "Two" }, Two: { ...CALL, Next: "Three" }, Three: { ...CALL, End: true } },
  },
  map: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Items: "{% [1..6] %}",
        MaxConcurrency: 2,
        Output: "{% $states.input %}",
        End: true,
        ItemProcessor: { StartAt: "Call", States: { Call: { ...CALL, End: true } } },
      },
    },
  },
  parallel: {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Output: "{% $states.result[1] %}",
        End: true,
        Branches: [
          { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 1, End: true } } },
          { StartAt: "Call", States: { Call: { ...CALL, End: true } } },
        ],
      },
    },
  },
};

let dataDir: string;
let victim: Victim;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-crash-"));
  victim = await startVictim(dataDir);
});

afterEach(async () => {
  await victim.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function create(name: string, definition: object): Promise<string> {
  const text = JSON.stringify({ QueryLanguage: "JSONata", ...definition });
  const { stateMachineArn } = await victim.sfn.send(
    new CreateStateMachineCommand({ name, definition: text, roleArn: ROLE_ARN }),
  );
  return stateMachineArn ?? "";
}

async function historyOf(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
}

describe("a service that is killed again and again", () => {
  it("ends every execution that it acknowledged, with each event once", async () => {
    const machines = await Promise.all(
      Object.entries(MACHINES).map(([name, definition]) => create(name, definition)),
    );
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < KILLS; round++) {
      const starts = machines.map(async (stateMachineArn, at) => {
        const number = round * machines.length + at;
        const input = JSON.stringify({ number });
        const { executionArn } = await victim.sfn.send(
          new StartExecutionCommand({ stateMachineArn, name: `run-${round}`, input }),
        );
        acknowledged.set(executionArn ?? "", number);
      });
      const settled = Promise.allSettled(starts);
      const cut = Math.floor((round * starts.length) / KILLS);
      await Promise.allSettled(starts.slice(0, cut + 1));
      await victim.kill();
      await settled;
      victim = await startVictim(dataDir);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS);
    for (const [executionArn, number] of acknowledged) {
      expect(await ended(victim.sfn, executionArn)).toMatchObject({
        status: "SUCCEEDED",
        output: { number },
      });
      const events = await historyOf(victim.sfn, executionArn);
      expect(events.map(({ id }) => id)).toEqual(events.map((_event, at) => at + 1));
      expect(events.filter(({ type }) => type === "ExecutionSucceeded")).toHaveLength(1);
      expect(events.filter(({ type }) => type === "TaskScheduled")).toHaveLength(
        events.filter(({ type }) => type === "TaskSucceeded").length,
      );
    }
  });

  it("knows the execution of a name again", async () => {
    const until = new Date(Date.now() + LONGER_THAN_A_RESTART_MS).toISOString();
    const wait = { Type: "Wait", Timestamp: until, End: true };
    const stateMachineArn = await create("idempotent", { StartAt: "Wait", States: { Wait: wait } });
    const start = new StartExecutionCommand({ stateMachineArn, name: "once", input: '{"number":1}' });
    const first = await victim.sfn.send(start);
    await victim.kill();
    victim = await startVictim(dataDir);
    const again = await victim.sfn.send(start);
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await ended(victim.sfn, first.executionArn ?? "");
    await expect(victim.sfn.send(start)).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });
});
