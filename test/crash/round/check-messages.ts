import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Problem } from "../checks/problem.ts";
import type { Victim } from "../victim/victim.ts";
import { FIFO_QUEUE_NAME, QUEUE_NAME } from "../workloads/workload.ts";
import type { PlannedExecution } from "./planned-execution.ts";
import { advance, type World } from "./world.ts";

const EMPTY_TIMES = 2;
const PACE_MS = 1_000;

/** Each execution that sends has its message in the queue: at least once, as calls of tasks are, or once where the queue sees to that. */
export async function checkMessages(
  world: World,
  victim: Victim,
  ended: readonly PlannedExecution[],
): Promise<Problem[]> {
  const senders = ended.filter(({ workload }) => workload.sends === "at least once");
  const ordered = ended.filter(({ workload }) => workload.sends === "once");
  const received = await receiveAll(world, victim, { queue: QUEUE_NAME, senders });
  const once = await receiveAll(world, victim, { queue: FIFO_QUEUE_NAME, senders: ordered });
  return [
    ...senders.flatMap(({ name }) => missing(name, received)),
    ...ordered.flatMap(({ name }) => [...missing(name, once), ...repeated(name, once)]),
  ];
}

type Received = ReadonlyMap<string, number>;

function missing(name: string, received: Received): Problem[] {
  if (received.has(name)) return [];
  return [{ kind: "lost", text: `the message of ${name} is not in the queue` }];
}

function repeated(name: string, received: Received): Problem[] {
  const times = received.get(name) ?? 0;
  return times <= 1 ? [] : [{ kind: "doubled", text: `the message of ${name} is there ${times} times` }];
}

interface Search {
  readonly queue: string;
  readonly senders: readonly PlannedExecution[];
}

/** How often each text is in a queue. */
async function receiveAll(world: World, victim: Victim, { queue, senders }: Search): Promise<Received> {
  const received = new Map<string, number>();
  if (senders.length === 0) return received;
  const sqs = victim.sqs();
  for (let empty = 0; empty < EMPTY_TIMES; empty++) {
    const batch = await receive(sqs, queue);
    for (const text of batch) received.set(text, (received.get(text) ?? 0) + 1);
    if (batch.length > 0) empty = -1;
    else await advance(world, victim, PACE_MS);
  }
  return received;
}

async function receive(sqs: SQSClient, queue: string): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: `http://127.0.0.1/000000000000/${queue}`,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 3600,
  });
  const { Messages = [] } = await sqs.send(command);
  return Messages.map(({ Body = "" }) => textOf(Body));
}

/** SNS delivers an envelope. */
function textOf(body: string): string {
  return body.startsWith("{") ? String(JSON.parse(body).Message) : body;
}
