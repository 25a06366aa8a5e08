import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Problem } from "../checks/problem.ts";
import type { Victim } from "../victim/victim.ts";
import { QUEUE_NAME } from "../workloads/workload.ts";
import type { PlannedExecution } from "./planned-execution.ts";
import { advance, type World } from "./world.ts";

const QUEUE_URL = `http://127.0.0.1/000000000000/${QUEUE_NAME}`;
const EMPTY_TIMES = 2;
const PACE_MS = 1_000;

/** Each execution that sends has its message in the queue: at least once, as calls of tasks are. */
export async function checkMessages(
  world: World,
  victim: Victim,
  ended: readonly PlannedExecution[],
): Promise<Problem[]> {
  const senders = ended.filter(({ workload }) => workload.sends);
  if (senders.length === 0) return [];
  const sqs = victim.sqs();
  const received = new Set<string>();
  for (let empty = 0; empty < EMPTY_TIMES; empty++) {
    const batch = await receive(sqs);
    for (const text of batch) received.add(text);
    if (batch.length > 0) empty = -1;
    else await advance(world, victim, PACE_MS);
  }
  return senders
    .filter(({ name }) => !received.has(name))
    .map(({ name }) => ({ kind: "lost", text: `the message of ${name} is not in the queue` }));
}

async function receive(sqs: SQSClient): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: QUEUE_URL,
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
