import { removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";

interface Properties {
  readonly Queues: readonly string[];
  readonly PolicyDocument: object;
}

/** `AWS::SQS::QueuePolicy`: the `Policy` attribute of its queues. */
export const sqsQueuePolicy: ResourceType<Properties> = {
  properties: { Queues: true, PolicyDocument: true },
  required: ["Queues", "PolicyDocument"],
  replacement: [],
  attributes: ["Id"],
  async create(properties, context) {
    await setPolicy(properties.Queues, JSON.stringify(properties.PolicyDocument), context);
    const id = context.generatedName(128);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(change, context) {
    const kept = new Set(change.properties.Queues);
    const left = change.previous.Queues.filter((queue) => !kept.has(queue));
    await setPolicy(left, "", context);
    await setPolicy(change.properties.Queues, JSON.stringify(change.properties.PolicyDocument), context);
    return change;
  },
  async remove({ properties }, context) {
    const gone = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];
    await removeIfPresent(gone, () => setPolicy(properties.Queues, "", context));
  },
};

async function setPolicy(queues: readonly string[], Policy: string, context: ResourceContext): Promise<void> {
  for (const QueueUrl of queues)
    await context.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
}
