import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../runtime/asl/json.ts";
import { createDriver, type Driver } from "../../runtime/driver/driver.ts";
import type { TaskRunner } from "../../runtime/driver/task-runner.ts";
import { systemClock } from "../../runtime/kernel/clock.ts";
import type { Journal } from "../../runtime/storage/journal.ts";
import type { JournalRow } from "../../runtime/storage/journal-row.ts";
import { inputText, type Machine } from "./machines.ts";

/** The runtime's own driver over a journal, without the API around it. */
export interface Engine {
  readonly driver: Driver;
  /** Starts one execution; resolves when its end is committed. */
  run(machine: Machine, options?: RunOptions): Promise<JournalRow>;
  close(): void;
}

export interface RunOptions {
  /** The most events that its history may have, where it is not that of a Standard workflow. */
  readonly mostEvents?: number;
}

/** Answers a task at once with what it was given. */
export const echo: TaskRunner = ({ effect }, reports) => {
  reports.succeeded(effect.parameters);
  return undefined;
};

const ACCOUNT = "arn:aws:states:us-east-1:000000000000";

/** Opens an engine; closing it closes its journal. */
export function openEngine(journal: Journal, runTask: TaskRunner = echo): Engine {
  const waiting: (((row: JournalRow) => void) | undefined)[] = [];
  const driver = createDriver({
    journal,
    runTask,
    clock: systemClock,
    region: "us-east-1",
    runMap: () => () => {},
    activityExists: () => true,
    onEvents: () => {},
    onStatusChange(row) {
      if (row.status === "RUNNING") return undefined;
      const at = Number(row.name);
      waiting[at]?.(row);
      waiting[at] = undefined;
      return undefined;
    },
    onDefect(error) {
      throw error;
    },
  });
  return {
    driver,
    run(machine, options = {}) {
      const name = String(waiting.length);
      const arn = `${ACCOUNT}:execution:bench:${name}`;
      const ended = new Promise<JournalRow>((resolve) => waiting.push(resolve));
      startExecution(driver, { machine, arn, name, options });
      return ended;
    },
    close() {
      driver.close();
      journal.close();
    },
  };
}

interface Start {
  readonly machine: Machine;
  readonly arn: string;
  readonly name: string;
  readonly options: RunOptions;
}

function startExecution(driver: Driver, { machine, arn, name, options }: Start): void {
  const identity = {
    arn,
    name,
    roleArn: "arn:aws:iam::000000000000:role/bench",
    stateMachineArn: `${ACCOUNT}:stateMachine:bench`,
    stateMachineName: "bench",
    ...options,
  };
  const { definition, input } = machine;
  driver.start({
    identity,
    definition,
    input,
    inputText: inputText(machine),
    info: { type: "STANDARD" },
  });
}

/** Throws unless the execution succeeded with the output expected. */
export function requireOutput({ output }: Machine, row: JournalRow): void {
  const found = JSON.parse(row.output ?? "null") as Json;
  if (row.status === "SUCCEEDED" && isDeepStrictEqual(found, output)) return;
  throw new Error(`an execution ended ${row.status}: ${row.error} ${row.cause} ${row.output}`);
}
