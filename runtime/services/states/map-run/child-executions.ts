import { createHash } from "node:crypto";
import type { Json } from "../../../asl/json.ts";
import type { Driver } from "../../../driver/driver.ts";
import type { MapRunCall } from "../../../driver/task-runner.ts";
import type { Journal } from "../../../storage/journal.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import type { WatchExecution } from "../tasks/start-execution.ts";

export interface ChildDependencies {
  readonly driver: Driver;
  readonly journal: Journal;
  readonly watchExecution: WatchExecution;
}

/** Starts the child execution of an iteration, unless it was started before a restart, and waits for its end. */
export async function runChild(
  { driver, journal, watchExecution }: ChildDependencies,
  { execution, effect }: MapRunCall,
  { index, input }: { readonly index: number; readonly input: Json },
): Promise<JournalRow> {
  const arn = childArn({ execution, effect }, index);
  if (driver.running(arn) === undefined && journal.find(arn) === undefined) {
    const machine = `${execution.stateMachineName}/${effect.label}`;
    driver.start({
      identity: {
        arn,
        name: arn.slice(arn.lastIndexOf(":") + 1),
        roleArn: execution.roleArn,
        stateMachineArn: execution.stateMachineArn.replace(/[^:]*$/, machine),
        stateMachineName: machine,
      },
      definition: effect.processor,
      input,
      inputText: JSON.stringify(input),
      info: { type: effect.executionType, mapRunArn: effect.mapRunArn },
    });
    await driver.committed();
  }
  return new Promise((resolve) => watchExecution(arn, resolve));
}

/** The ARN says which map run and which iteration: a uuid drawn from both, so that it is the same after a restart. */
export function childArn({ execution, effect }: MapRunCall, index: number): string {
  const digest = createHash("sha256").update(`${effect.mapRunArn}/${index}`).digest("hex");
  const name = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const [region, account] = execution.arn.split(":").slice(3, 5);
  const type = effect.executionType === "EXPRESS" ? "express" : "execution";
  return `arn:aws:states:${region}:${account}:${type}:${execution.stateMachineName}/${effect.label}:${name}`;
}
