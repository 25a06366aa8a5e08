import { type DeadLetterTools, sendToDeadLetters } from "./send-to-dead-letters.ts";
import { type StartOutcome, type StartReleaseTools, startRelease } from "./start-release.ts";

/** The event that SNS invokes a function with. */
export interface SnsEvent {
  readonly Records: readonly { readonly Sns: SnsNotification }[];
}

interface SnsNotification {
  readonly MessageId: string;
  readonly Timestamp: string;
  readonly TopicArn: string;
  readonly Message: string;
}

/** Starts the release that a notification asks for, or puts the notification with its errors into the dead-letter queue. */
export async function handleNotification(
  tools: StartReleaseTools & DeadLetterTools,
  sns: SnsNotification,
): Promise<StartOutcome> {
  const publication = { messageId: sns.MessageId, publishedAt: sns.Timestamp };
  const outcome = await startRelease(tools, { ...publication, text: sns.Message });
  if (outcome.kind === "refused") {
    const { problems } = outcome;
    await sendToDeadLetters(tools, { ...publication, topicArn: sns.TopicArn, text: sns.Message, problems });
  }
  return outcome;
}
