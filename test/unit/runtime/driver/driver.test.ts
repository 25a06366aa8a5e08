import { beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../../../runtime/asl/failure.ts";
import type { HistoryEvent } from "../../../../runtime/asl/history-event.ts";
import { createDriver, type Driver } from "../../../../runtime/driver/driver.ts";
import type { Clock } from "../../../../runtime/kernel/clock.ts";
import { createMemoryJournal, type MemoryJournal } from "./memory-journal.ts";

const ARN = "arn:aws:states:us-east-1:000000000000:execution:machine:run";

/** A clock that jumps to the next timer when there is nothing else to do. */
function createTestClock(nowMs: number) {
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  const clock: Clock & { jump(): boolean; nowMs: number } = {
    nowMs,
    now: () => clock.nowMs,
    after(delayMs, callback) {
      const timer = { atMs: clock.nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    at: (momentMs, callback) => clock.after(momentMs - clock.nowMs, callback),
    jump() {
      const [next] = [...timers].sort((left, right) => left.atMs - right.atMs);
      if (next === undefined) return false;
      timers.delete(next);
      clock.nowMs = Math.max(clock.nowMs, next.atMs);
      next.callback();
      return true;
    },
  };
  return clock;
}

interface World {
  readonly driver: Driver;
  readonly journal: MemoryJournal;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly statuses: string[];
}

/** A process: its tasks fail once a state with "Busy" and answer with their parameters otherwise. */
interface WorldOptions {
  readonly nowMs?: number;
  /** Makes activities a defect, and collects what is told of it. */
  readonly defects?: unknown[];
  /** Whoever is told of a status has nothing to write down. */
  readonly nobodyKeeps?: boolean;
  /** The calls that were made already. */
  readonly answered?: Set<string>;
}

function openWorld(
  journal: MemoryJournal,
  statuses: string[],
  { nowMs = 0, defects, nobodyKeeps = false, answered = new Set() }: WorldOptions = {},
): World {
  const clock = createTestClock(nowMs);
  const driver = createDriver({
    journal,
    clock,
    region: "us-east-1",
    runTask({ effect }, reports) {
      const key = JSON.stringify(effect.parameters);
      const first = !answered.has(key);
      answered.add(key);
      const busy = key.includes("busy") && first;
      const cancel = clock.after(1, () =>
        busy ? reports.failed(new Failure("Busy")) : reports.succeeded(effect.parameters),
      );
      return cancel;
    },
    runMap: () => () => {},
    activityExists() {
      if (defects !== undefined) throw new Error("a defect");
      return true;
    },
    onEvents: () => {},
    onStatusChange({ status }) {
      statuses.push(status);
      return nobodyKeeps ? undefined : Promise.resolve();
    },
    onDefect(error) {
      if (defects === undefined) throw error;
      defects.push(error);
    },
  });
  return { driver, journal, clock, statuses };
}

const CALL = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { "p.$": "$" },
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 5 }],
};
const DEFINITION = {
  StartAt: "First",
  States: {
    First: { ...CALL, Next: "Wait" },
    Wait: { Type: "Wait", Seconds: 30, Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "A", States: { A: { ...CALL, End: true } } },
        {
          StartAt: "B",
          States: {
            B: {
              Type: "Map",
              ItemsPath: "$.items",
              MaxConcurrency: 1,
              ItemProcessor: { StartAt: "C", States: { C: { ...CALL, End: true } } },
              End: true,
            },
          },
        },
      ],
      End: true,
    },
  },
};
const INPUT = { items: ["x", "busy"] };

const WITH_INPUT = {
  ...DEFINITION,
  States: { ...DEFINITION.States, First: { ...DEFINITION.States.First, Parameters: INPUT } },
};

function start({ driver }: World, definition: object = WITH_INPUT): void {
  driver.start({
    identity: {
      arn: ARN,
      name: "run",
      roleArn: "role",
      stateMachineArn: "machine",
      stateMachineName: "machine",
    },
    definition: JSON.stringify(definition),
    input: INPUT,
    inputText: JSON.stringify(INPUT),
    info: {},
  });
}

/** Lets a process run to the end of its work. */
async function finish({ journal, clock }: World): Promise<void> {
  while (journal.flush() || clock.jump()) await Promise.resolve();
  await Promise.resolve();
  journal.flush();
}

function historyOf({ journal }: World): HistoryEvent[] {
  const row = journal.find(ARN);
  return row === undefined ? [] : (journal.events(row.id) as HistoryEvent[]);
}

const shape = (events: readonly HistoryEvent[]) =>
  events.map(({ type, frame, details }) => `${frame} ${type} ${details?.name ?? ""}`).sort();

describe("an execution", () => {
  const calm = openWorld(createMemoryJournal(), []);
  let undisturbed: HistoryEvent[] = [];

  beforeAll(async () => {
    start(calm);
    await finish(calm);
    undisturbed = historyOf(calm);
  });

  it("runs to its end and tells how", () => {
    expect(calm.journal.find(ARN)).toMatchObject({ status: "SUCCEEDED", announced: true });
    expect(calm.statuses).toEqual(["RUNNING", "SUCCEEDED"]);
    expect(undisturbed.filter(({ type }) => type === "TaskFailed")).toHaveLength(3);
  });

  it("is told of at once, in the same order, where nobody keeps its status", async () => {
    const world = openWorld(createMemoryJournal(), [], { nobodyKeeps: true });
    start(world);
    world.journal.flush();
    expect(world.statuses).toEqual(["RUNNING"]);
    world.journal.flush();
    expect(world.journal.find(ARN)).toMatchObject({ status: "RUNNING", announced: true });
    await finish(world);
    expect(world.statuses).toEqual(["RUNNING", "SUCCEEDED"]);
    expect(world.journal.find(ARN)).toMatchObject({ status: "SUCCEEDED", announced: true });
  });

  it("has the same history when the process dies after any commit, told of it or not", async () => {
    for (const tell of [true, false]) {
      for (let commits = 1; commits < 40; commits++) {
        const statuses: string[] = [];
        const first = openWorld(createMemoryJournal(), statuses);
        start(first);
        for (let at = 1; at < commits; at++) if (!first.journal.flush()) first.clock.jump();
        first.journal.flush({ tell });
        first.driver.close();
        const second = openWorld(first.journal.reopened(), statuses, { nowMs: first.clock.nowMs });
        second.driver.recover();
        await finish(second);
        const events = historyOf(second);
        expect(events.map(({ id }) => id)).toEqual(events.map((_event, at) => at + 1));
        expect(withoutRetries(events)).toEqual(withoutRetries(undisturbed));
        expect(second.journal.find(ARN)).toMatchObject({ status: "SUCCEEDED", announced: true });
        expect(statuses.at(-1)).toBe("SUCCEEDED");
      }
    }
  });

  it("that never waits is decided in several parts, and goes on after any of them", async () => {
    const round = { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } };
    for (const parts of [1, 2]) {
      const first = openWorld(createMemoryJournal(), []);
      start(first, { StartAt: "A", States: round });
      for (let at = 1; at < parts; at++) if (!first.journal.flush()) first.clock.jump();
      first.journal.flush({ tell: false });
      expect(historyOf(first).length).toBeLessThan(25_000);
      first.driver.close();
      const second = openWorld(first.journal.reopened(), []);
      second.driver.recover();
      await finish(second);
      expect(historyOf(second).map(({ id }) => id)).toEqual(
        Array.from({ length: 25_000 }, (_, at) => at + 1),
      );
      expect(second.journal.find(ARN)).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    }
  });

  it("fails when a step of it met a defect, and is not left running", async () => {
    const defects: unknown[] = [];
    const journal = createMemoryJournal();
    const world = openWorld(journal, [], { defects });
    const activity = {
      Type: "Task",
      Resource: "arn:aws:states:us-east-1:000000000000:activity:broken",
      End: true,
    };
    for (const [arn, states] of Object.entries({
      first: { S: activity },
      second: { W: { Type: "Wait", Seconds: 1, Next: "S" }, S: activity },
    })) {
      const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
      const identity = {
        arn,
        name: arn,
        roleArn: "role",
        stateMachineArn: "machine",
        stateMachineName: "machine",
      };
      try {
        world.driver.start({ identity, definition, input: 1, inputText: "1", info: {} });
      } catch {
        // The first one meets its defect at once.
      }
      await finish(world);
      expect(journal.find(arn)).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    }
    expect(defects).toHaveLength(2);
  });

  it("has one moment of its start, however long the start takes", () => {
    const world = openWorld(createMemoryJournal(), []);
    world.clock.now = () => world.clock.nowMs++;
    start(world);
    world.journal.flush({ tell: false });
    const startedMs = world.journal.find(ARN)?.startedMs;
    expect(world.driver.running(ARN)?.state.startedAtMs).toBe(startedMs);
    expect(historyOf(world)[0]).toMatchObject({ type: "ExecutionStarted", timestampMs: startedMs });
  });

  it("is not there when the process dies before its first commit", () => {
    const world = openWorld(createMemoryJournal(), []);
    start(world);
    world.driver.close();
    expect(world.journal.reopened().find(ARN)).toBeUndefined();
  });
});

describe("a redriven execution", () => {
  const { Retry: _never, ...once } = CALL;
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { ...once, Parameters: { name }, End: true } },
  });
  const definition = JSON.stringify({
    StartAt: "All",
    States: { All: { Type: "Parallel", End: true, Branches: ["calm", "busy"].map(branch) } },
  });
  const identity = {
    arn: ARN,
    name: "run",
    roleArn: "role",
    stateMachineArn: "machine",
    stateMachineName: "machine",
  };

  /** A process in which the execution has failed, and was told to go on. */
  async function redriven(statuses: string[], answered: Set<string>): Promise<World> {
    const world = openWorld(createMemoryJournal(), statuses, { answered });
    world.driver.start({ identity, definition, input: 1, inputText: "1", info: {} });
    await finish(world);
    const row = world.journal.find(ARN);
    if (row?.status !== "FAILED") throw new Error("the first attempt is to fail");
    world.driver.redrive(row, { token: "t", fromStart: false });
    return world;
  }

  it("tells of every change, and keeps what had succeeded", async () => {
    const statuses: string[] = [];
    const world = await redriven(statuses, new Set());
    await finish(world);
    expect(statuses).toEqual(["RUNNING", "FAILED", "RUNNING", "SUCCEEDED"]);
    expect(world.journal.find(ARN)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1, error: undefined });
    expect(historyOf(world).filter(({ type }) => type === "TaskScheduled")).toHaveLength(3);
  });

  it("goes on in the next process when this one dies after any commit", async () => {
    for (const tell of [true, false]) {
      for (let commits = 1; commits < 8; commits++) {
        const answered = new Set<string>();
        const first = await redriven([], answered);
        for (let at = 1; at < commits; at++) if (!first.journal.flush()) first.clock.jump();
        first.journal.flush({ tell });
        first.driver.close();
        const second = openWorld(first.journal.reopened(), [], { nowMs: first.clock.nowMs, answered });
        second.driver.recover();
        await finish(second);
        const events = historyOf(second);
        expect(events.map(({ id }) => id)).toEqual(events.map((_event, at) => at + 1));
        expect(events.filter(({ type }) => type === "ExecutionRedriven")).toHaveLength(1);
        expect(second.journal.find(ARN)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
      }
    }
  });
});

/** The second process has forgotten which calls were busy before, so it may see the one failure again. */
function withoutRetries(events: readonly HistoryEvent[]): string[] {
  const once = new Set(["TaskScheduled", "TaskStarted", "TaskFailed"]);
  return shape(events.filter(({ type }) => !once.has(type)));
}
