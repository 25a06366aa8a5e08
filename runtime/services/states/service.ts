import * as sdk from "@aws-sdk/client-sfn";
import { createDriver, type Driver } from "../../driver/driver.ts";
import type { Operation, Runtime, Service, ServiceFactory } from "../../kernel/service.ts";
import type { JournalRow } from "../../storage/journal-row.ts";
import { openSqliteJournal } from "../../storage/journal-sqlite.ts";
import { checkInput } from "./check-input.ts";
import { createExecutionLog } from "./execution-log.ts";
import { createExecutionWatch } from "./execution-watch.ts";
import { createMapRunner } from "./map-run/run-map.ts";
import { createActivity, deleteActivity, describeActivity, listActivities } from "./operations/activities.ts";
import { createStateMachine } from "./operations/create-state-machine.ts";
import { deleteStateMachine } from "./operations/delete-state-machine.ts";
import { describeExecution } from "./operations/describe-execution.ts";
import { describeStateMachine } from "./operations/describe-state-machine.ts";
import { describeStateMachineForExecution } from "./operations/describe-state-machine-for-execution.ts";
import { getActivityTask } from "./operations/get-activity-task.ts";
import { getExecutionHistory } from "./operations/get-execution-history.ts";
import { listExecutions } from "./operations/list-executions.ts";
import { listStateMachines } from "./operations/list-state-machines.ts";
import { describeMapRun, listMapRuns } from "./operations/map-runs.ts";
import { publishStateMachineVersion } from "./operations/publish-state-machine-version.ts";
import { redriveExecution } from "./operations/redrive-execution.ts";
import { startExecution } from "./operations/start-execution.ts";
import { startSyncExecution } from "./operations/start-sync-execution.ts";
import {
  createStateMachineAlias,
  deleteStateMachineAlias,
  describeStateMachineAlias,
  listStateMachineAliases,
  updateStateMachineAlias,
} from "./operations/state-machine-aliases.ts";
import { deleteStateMachineVersion, listStateMachineVersions } from "./operations/state-machine-versions.ts";
import { stopExecution } from "./operations/stop-execution.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from "./operations/task-callbacks.ts";
import { testState } from "./operations/test-state.ts";
import { updateMapRun } from "./operations/update-map-run.ts";
import { updateStateMachine } from "./operations/update-state-machine.ts";
import { validateStateMachineDefinition } from "./operations/validate-state-machine-definition.ts";
import { stopOrphans } from "./orphans.ts";
import { redriveStatusOf } from "./redrive-status.ts";
import { openStatesState } from "./state.ts";
import type { States } from "./states.ts";
import { emitStatusChange } from "./status-change.ts";
import { createActivityQueues } from "./tasks/activity-queues.ts";
import { createTaskRunner } from "./tasks/run-task.ts";

function openStates(runtime: Runtime): States {
  const { clock, region, log } = runtime;
  const journal = openSqliteJournal(runtime.dataDir, runtime.storageFailed);
  const activities = createActivityQueues();
  const watch = createExecutionWatch(journal);
  const state = openStatesState(runtime.store);
  const runTask = createTaskRunner({ runtime, activities, watchExecution: watch.watch });
  const redriveStatus = (row: JournalRow) => redriveStatusOf({ journal, state, runtime }, row);
  const mapRunner = createMapRunner({
    runtime,
    mapRuns: state.mapRuns,
    children: () => ({ driver, journal, watchExecution: watch.watch, redriveStatus }),
  });
  const driver: Driver = createDriver({
    journal,
    clock,
    region,
    runMap: mapRunner.run,
    activityExists: (arn) => state.activities.has(arn),
    runTask,
    onEvents: createExecutionLog(runtime, state, (arn) => journal.find(arn)?.redriveCount ?? 0),
    async onStatusChange(row) {
      emitStatusChange(runtime.events, row, redriveStatus(row));
      watch.changed(row);
      await runtime.store.committed();
    },
    onDefect: (error, executionArn) => log.error("A step of an execution threw", { executionArn, error }),
  });
  return {
    runtime,
    state,
    journal,
    driver,
    activities,
    watchExecution: watch.watch,
    runTask,
    mapRunChanged: mapRunner.changed,
    closeMapRuns: mapRunner.close,
  };
}

/** AWS Step Functions: durable executions of state machines, their API, and the tasks they call. */
export const createStates: ServiceFactory = (runtime) => {
  const states = openStates(runtime);
  return {
    signingName: "states",
    protocol: "awsJson1.0",
    sdk,
    operations: guarded(states.driver, {
      CreateActivity: createActivity(states),
      CreateStateMachine: createStateMachine(states),
      CreateStateMachineAlias: createStateMachineAlias(states),
      DeleteActivity: deleteActivity(states),
      DeleteStateMachine: deleteStateMachine(states),
      DeleteStateMachineAlias: deleteStateMachineAlias(states),
      DeleteStateMachineVersion: deleteStateMachineVersion(states),
      DescribeActivity: describeActivity(states),
      DescribeExecution: describeExecution(states),
      DescribeMapRun: describeMapRun(states),
      DescribeStateMachine: describeStateMachine(states),
      DescribeStateMachineAlias: describeStateMachineAlias(states),
      DescribeStateMachineForExecution: describeStateMachineForExecution(states),
      GetActivityTask: getActivityTask(states),
      GetExecutionHistory: getExecutionHistory(states),
      ListActivities: listActivities(states),
      ListExecutions: listExecutions(states),
      ListMapRuns: listMapRuns(states),
      ListStateMachineAliases: listStateMachineAliases(states),
      ListStateMachineVersions: listStateMachineVersions(states),
      ListStateMachines: listStateMachines(states),
      ListTagsForResource: listTagsForResource(states),
      PublishStateMachineVersion: publishStateMachineVersion(states),
      RedriveExecution: redriveExecution(states),
      SendTaskFailure: sendTaskFailure(states),
      SendTaskHeartbeat: sendTaskHeartbeat(states),
      SendTaskSuccess: sendTaskSuccess(states),
      StartExecution: startExecution(states),
      StartSyncExecution: startSyncExecution(states),
      StopExecution: stopExecution(states),
      TagResource: tagResource(states),
      TestState: testState(states),
      UntagResource: untagResource(states),
      UpdateMapRun: updateMapRun(states),
      UpdateStateMachineAlias: updateStateMachineAlias(states),
      UpdateStateMachine: updateStateMachine(states),
      ValidateStateMachineDefinition: validateStateMachineDefinition(states),
    }),
    start() {
      states.driver.recover();
      stopOrphans(states);
    },
    async stop() {
      await states.driver.committed();
      states.closeMapRuns();
      states.driver.close();
      states.journal.close();
    },
  };
};

/** Checks every request, and holds back every answer, refusals too, until all that it may have been made from is on disk. */
function guarded(driver: Driver, operations: Service["operations"]): Service["operations"] {
  const entries = Object.entries(operations).map(([name, operation]): [string, Operation] => [
    name,
    async (input, context) => {
      try {
        checkInput(name, input);
        return await operation(input, context);
      } finally {
        await driver.committed();
      }
    },
  ]);
  return Object.fromEntries(entries);
}
