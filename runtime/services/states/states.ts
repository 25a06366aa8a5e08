import type { Driver } from "../../driver/driver.ts";
import type { TaskRunner } from "../../driver/task-runner.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Journal } from "../../storage/journal.ts";
import type { JournalRow } from "../../storage/journal-row.ts";
import { checkArn } from "./arns.ts";
import { refuseValue } from "./constraints.ts";
import type { Activity, StateMachine, StatesState } from "./state.ts";
import type { ActivityQueues } from "./tasks/activity-queues.ts";
import type { WatchExecution } from "./tasks/start-execution.ts";

/** What the operations of the Step Functions service work with. */
export interface States {
  readonly runtime: Runtime;
  readonly state: StatesState;
  readonly journal: Journal;
  readonly driver: Driver;
  readonly activities: ActivityQueues;
  readonly watchExecution: WatchExecution;
  readonly runTask: TaskRunner;
  /** To be called when the settings of a map run were changed. */
  readonly mapRunChanged: (mapRunArn: string) => void;
  /** Leaves map runs as they stand. */
  readonly closeMapRuns: () => void;
}

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\p{Cn}]{1,80}$/u;

/** Refuses a name that Step Functions would not take. */
export function checkName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

/** Refuses a name that no alias can have: letters, digits, `_`, `-` and `.`, and not digits alone, which are versions. */
export function checkAliasName(name: string | undefined): string {
  const pattern = "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$";
  if (name !== undefined && new RegExp(pattern).test(name)) return name;
  return refuseValue({
    value: name,
    member: "name",
    constraint: `satisfy regular expression pattern: ${pattern}`,
  });
}

/** Refuses an ARN that names a Map of a state machine, where only a state machine will do. */
export function refuseMapLabel(arn: string | undefined): void {
  if (arn === undefined || !/:stateMachine:[^/]+\/./.test(arn)) return;
  const message = `The state machine ARN must not name a Map state by its label: ${arn}`;
  throw new AwsError("ValidationException", message);
}

/** A state machine by its ARN, or the version or the version that an alias leads to. */
export function findMachine({ state }: Pick<States, "state">, arn: string | undefined): StateMachine {
  const known = checkArn(arn, "stateMachine");
  const machine = state.machines.get(known) ?? state.versions.get(known);
  if (machine !== undefined) return machine;
  throw machineDoesNotExist(known);
}

export function machineDoesNotExist(arn: string): AwsError {
  return new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

/** The refusal of what only the other type of state machine can do. */
export function typeNotSupported(): AwsError {
  return new AwsError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
}

export function findActivity({ state }: Pick<States, "state">, arn: string | undefined): Activity {
  const activity = state.activities.get(checkArn(arn, "activity"));
  if (activity !== undefined) return activity;
  throw new AwsError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
}

/** An execution that is on disk. */
export function findExecution({ journal }: Pick<States, "journal">, arn: string | undefined): JournalRow {
  const row = journal.find(checkArn(arn, "execution"));
  if (row !== undefined) return row;
  throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

/** `arn:aws:states:<region>:<account>:<type>:<name>` */
export function statesArn({ runtime }: Pick<States, "runtime">, type: string, name: string): string {
  return `arn:aws:states:${runtime.region}:${runtime.accountId}:${type}:${name}`;
}
