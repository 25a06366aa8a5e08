import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  PublishStateMachineVersionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { ROLE_ARN } from "../support/states.ts";
import { compareForgiving } from "./checks/compare-forgiving.ts";
import { workOnActivities } from "./round/activity-worker.ts";
import { awaitEnds } from "./round/await-ends.ts";
import { createStores } from "./round/create-stores.ts";
import { plan } from "./round/live.ts";
import { historyOf, type PlannedExecution, startPlanned } from "./round/planned-execution.ts";
import { type References, referenceName } from "./round/verify.ts";
import { definitionOfRevision, VERSIONED_MACHINE } from "./round/version-book.ts";
import { createWorld, giveBirthUnharmed, type World, type WorldOptions } from "./round/world.ts";
import {
  ACTIVITY_ARN,
  call,
  chain,
  machineArn,
  QUEUE_ARN,
  QUEUE_NAME,
  SYNC_MACHINE,
  TOPIC_NAME,
  type Workloads,
} from "./workloads/workload.ts";

/** A folder with all state machines and no execution, and what executions of them look like when nobody disturbs them. */
export interface Preparation {
  readonly template: string;
  readonly references: References;
  /** The workloads whose course is the same each time. */
  readonly workloads: Workloads;
}

export interface PrepareOptions extends Omit<WorldOptions, "dataDir"> {
  readonly folder: string;
  readonly workloads: Workloads;
}

const HOUR_MS = 3_600_123;

/** Creates everything once, and runs each workload twice: what differs by itself cannot be compared, and is left out. */
export async function prepare(options: PrepareOptions): Promise<Preparation> {
  const { folder, workloads } = options;
  const template = path.join(folder, "template");
  await createAll(createWorld({ ...options, dataDir: template }), workloads);
  const first = await undisturbed(options, { template, name: "first", afterMs: 0 });
  const second = await undisturbed(options, { template, name: "second", afterMs: HOUR_MS });
  const stable = Object.entries(workloads).filter(
    ([kind, { isRecorded = false }]) => !isRecorded || isSame(kind, first.get(kind), second.get(kind)),
  );
  return { template, references: first, workloads: Object.fromEntries(stable) };
}

function isSame(kind: string, one?: readonly HistoryEvent[], other?: readonly HistoryEvent[]): boolean {
  if (one === undefined || other === undefined) return false;
  const name = referenceName(kind);
  return compareForgiving(undefined, { events: other, name }, { events: one, name }).length === 0;
}

async function createAll(world: World, workloads: Workloads): Promise<void> {
  const victim = await giveBirthUnharmed(world);
  const { sfn } = victim;
  victim.keepCompiled();
  await sfn.send(new CreateActivityCommand({ name: ACTIVITY_ARN.split(":").at(-1) }));
  await victim.sqs().send(new CreateQueueCommand({ QueueName: QUEUE_NAME }));
  await subscribe(victim.sns());
  await createStores(victim);
  for (const [name, workload] of Object.entries(workloads)) {
    const definition = JSON.stringify(workload.definition);
    const type = workload.ends === "unseen" ? "EXPRESS" : "STANDARD";
    await sfn.send(new CreateStateMachineCommand({ name, definition, type, roleArn: ROLE_ARN }));
    if (workload.aliased) await addAlias(sfn, name);
  }
  const definition = definitionOfRevision(0);
  await sfn.send(new CreateStateMachineCommand({ name: VERSIONED_MACHINE, definition, roleArn: ROLE_ARN }));
  await sfn.send(
    new CreateStateMachineCommand({
      name: SYNC_MACHINE,
      definition: JSON.stringify({ QueryLanguage: "JSONata", ...chain({ Call: call("echo") }) }),
      type: "EXPRESS",
      roleArn: ROLE_ARN,
    }),
  );
  await victim.end();
}

async function subscribe(sns: SNSClient): Promise<void> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: TOPIC_NAME }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: QUEUE_ARN }));
}

async function addAlias(sfn: SFNClient, name: string): Promise<void> {
  const stateMachineArn = machineArn(name);
  const { stateMachineVersionArn } = await sfn.send(
    new PublishStateMachineVersionCommand({ stateMachineArn }),
  );
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  await sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
}

interface Undisturbed {
  readonly template: string;
  readonly name: string;
  /** How long after the template was made, by the service's clock. */
  readonly afterMs: number;
}

/** The histories of one execution of each workload. */
async function undisturbed(
  options: PrepareOptions,
  { template, name, afterMs }: Undisturbed,
): Promise<Map<string, readonly HistoryEvent[]>> {
  const dataDir = path.join(options.folder, name);
  cpSync(template, dataDir, { recursive: true });
  const world = createWorld({ ...options, dataDir, nowMs: options.nowMs + afterMs });
  const victim = await giveBirthUnharmed(world);
  const worker = workOnActivities(victim, world.problems);
  for (const kind of Object.keys(options.workloads)) {
    const planned = { ...plan(world, options.workloads, kind), name: referenceName(kind) };
    world.planned.push({ ...planned, until: new Date(world.nowMs).toISOString() });
  }
  for (const one of world.planned) world.problems.push(...(await startPlanned(victim.sfn, one)));
  await awaitEnds(world, victim);
  const histories = new Map<string, readonly HistoryEvent[]>();
  for (const one of world.planned) {
    const events = await endedHistory(victim.sfn, one);
    if (events !== undefined) histories.set(one.kind, events);
    else if (!one.workload.isRecorded)
      throw new Error(`without a kill, ${one.name} does not end as it should`);
  }
  await victim.kill();
  await worker;
  rmSync(dataDir, { recursive: true, force: true });
  if (world.problems.length > 0) throw new Error(`without a kill: ${world.problems.map(({ text }) => text)}`);
  return histories;
}

/** The history of an execution; undefined when it has not ended as its workload says. */
async function endedHistory(
  sfn: SFNClient,
  planned: PlannedExecution,
): Promise<readonly HistoryEvent[] | undefined> {
  const { workload, acknowledged } = planned;
  if (workload.ends === "unseen") return [];
  const executionArn = acknowledged?.executionArn ?? "";
  const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  if (status !== workload.ends) return undefined;
  return historyOf(sfn, executionArn);
}
