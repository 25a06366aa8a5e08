import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Publication } from "../../core/release/release.ts";
import { type Problem, problemText } from "../../core/schema/problem.ts";

const SHOWN_PROBLEMS = 200;

export interface DeadLetterTools {
  readonly sqs: SQSClient;
  readonly deadLettersUrl: string;
}

export interface RefusedMessage extends Publication {
  readonly topicArn: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/**
 * Keeps a message that cannot become a release: the original text unchanged, where and when it was published, and
 * every error. Throws when the queue does not take it, so that Lambda tries again and nothing is lost.
 */
export async function sendToDeadLetters(tools: DeadLetterTools, refused: RefusedMessage): Promise<void> {
  const { problems, text, ...source } = refused;
  const errors = problems.slice(0, SHOWN_PROBLEMS).map(problemText);
  await tools.sqs.send(
    new SendMessageCommand({
      QueueUrl: tools.deadLettersUrl,
      MessageBody: JSON.stringify({
        schema: "repave.dead-letter/v1",
        reason: "MessageInvalid",
        errors,
        ...source,
        message: text,
      }),
      MessageAttributes: {
        reason: { DataType: "String", StringValue: "MessageInvalid" },
        errorCount: { DataType: "Number", StringValue: String(problems.length) },
        messageId: { DataType: "String", StringValue: source.messageId },
      },
    }),
  );
}
