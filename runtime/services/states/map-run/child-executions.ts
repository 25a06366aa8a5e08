import { createHash } from "node:crypto";
import type { Json } from "../../../asl/json.ts";
import type { Driver } from "../../../driver/driver.ts";
import { redriveTokens } from "../../../driver/redrive.ts";
import type { MapRunCall } from "../../../driver/task-runner.ts";
import type { Journal } from "../../../storage/journal.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import type { RedriveStatus } from "../redrive-status.ts";
import type { WatchExecution } from "../tasks/start-execution.ts";
import { redriveTokenOf } from "./map-run-state.ts";

export interface ChildDependencies {
  readonly driver: Driver;
  readonly journal: Journal;
  readonly watchExecution: WatchExecution;
  readonly redriveStatus: (row: JournalRow) => RedriveStatus;
}

/** What one child execution is given. */
export interface ChildInput {
  readonly index: number;
  readonly input: Json;
  /** Items in the input: more than one in a batch. */
  readonly itemCount: number;
}

/**
 * Runs the child execution of an iteration to its end: starts it, or redrives it when the map run is redriven and it did
 * not succeed. Either happens once, also when the map run is taken up again after a restart.
 */
export async function runChild(
  dependencies: ChildDependencies,
  call: MapRunCall,
  child: ChildInput,
): Promise<JournalRow> {
  const { driver, journal, watchExecution } = dependencies;
  const arn = childArn(call, child.index);
  await settled(dependencies, arn);
  const row = journal.find(arn);
  if (driver.running(arn) === undefined) {
    const token = redriveTokenOf({ arn: call.effect.mapRunArn, redriveCount: call.effect.redriveCount });
    if (row === undefined) start(driver, call, { ...child, arn });
    else if (token !== undefined && isToBeRedriven(dependencies, row, token))
      driver.redrive(row, { token, fromStart: call.effect.executionType === "EXPRESS" });
    await driver.committed();
  }
  return new Promise((resolve) => watchExecution(arn, resolve));
}

/** Waits until an execution that has ended in memory has ended on disk, too. */
async function settled({ driver }: ChildDependencies, arn: string): Promise<void> {
  for (let live = driver.running(arn); live !== undefined; live = driver.running(arn)) {
    if (live.state.status === "RUNNING") return;
    await driver.committed();
  }
}

function isToBeRedriven({ redriveStatus }: ChildDependencies, row: JournalRow, token: string): boolean {
  if (row.status === "RUNNING" || row.status === "SUCCEEDED") return false;
  return redriveTokens(row).at(-1)?.token !== token && redriveStatus(row).redriveStatus !== "NOT_REDRIVABLE";
}

function start(
  driver: Driver,
  { execution, effect }: MapRunCall,
  { arn, input, itemCount }: ChildInput & { readonly arn: string },
): void {
  driver.start({
    identity: {
      arn,
      name: arn.slice(arn.lastIndexOf(":") + 1),
      roleArn: execution.roleArn,
      stateMachineArn: machineArnOf({ execution, effect }),
      stateMachineName: `${execution.stateMachineName}/${effect.label}`,
    },
    definition: effect.processor,
    input,
    inputText: JSON.stringify(input),
    info: { type: effect.executionType, mapRunArn: effect.mapRunArn, itemCount },
  });
}

/** Child executions have a state machine of their own, by the label of the Map. */
export function machineArnOf({ execution, effect }: MapRunCall): string {
  return execution.stateMachineArn.replace(/[^:]*$/, `${execution.stateMachineName}/${effect.label}`);
}

/** The ARN says which map run and which iteration: a uuid drawn from both, so that it is the same after a restart. */
export function childArn({ execution, effect }: MapRunCall, index: number): string {
  const digest = createHash("sha256").update(`${effect.mapRunArn}/${index}`).digest("hex");
  const name = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const [region, account] = execution.arn.split(":").slice(3, 5);
  const type = effect.executionType === "EXPRESS" ? "express" : "execution";
  return `arn:aws:states:${region}:${account}:${type}:${execution.stateMachineName}/${effect.label}:${name}`;
}
