import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sha256Hex } from "../../core/json/digest.ts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";

/** What the trigger puts into the dead-letter queue. */
interface DeadLetter {
  readonly messageId?: string;
  readonly errors?: readonly string[];
}

const START_PATIENCE_MS = 30_000;
const HASH_DIGITS = 12;

/**
 * Looks why a published release does not start: throws the trigger's reasons when its message lies in the dead-letter
 * queue (where it stays), or says that nothing came within half a minute.
 */
export function createRefusalCheck(target: Target, release: string): () => Promise<void> {
  const sqs = new SQSClient(target.clientConfig);
  const startedMs = Date.now();
  return async () => {
    const letter = (await readDeadLetters(sqs, target)).find((one) => isOf(one, release));
    if (letter !== undefined) throw refused(letter);
    if (Date.now() - startedMs > START_PATIENCE_MS) throw notStarted();
  };
}

/** A release's id ends in the digest of its message's id. */
function isOf({ messageId = "" }: DeadLetter, release: string): boolean {
  return release.endsWith(sha256Hex(messageId).slice(0, HASH_DIGITS));
}

function refused({ errors = [] }: DeadLetter): CliError {
  const lines = errors.map((error) => `  ${error}`).join("\n");
  return new CliError(`the release was refused:\n${lines}`, { exitCode: exitCodes.failed });
}

function notStarted(): CliError {
  return new CliError(`no execution has started within ${START_PATIENCE_MS / 1000} s`, {
    exitCode: exitCodes.failed,
    advice: "Look into the trigger's log: npx repave logs --function trigger",
  });
}

/** All letters, ten at a time: one that was read is hidden for a second, so that the next ten come. */
async function readDeadLetters(sqs: SQSClient, target: Target): Promise<DeadLetter[]> {
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: deployedNames(target).deadLetterQueue }),
  );
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 1,
    WaitTimeSeconds: 0,
  });
  const letters: DeadLetter[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(receive);
    if (Messages.length === 0) return letters;
    letters.push(...Messages.flatMap(({ Body = "" }) => parseLetter(Body)));
  }
}

function parseLetter(body: string): DeadLetter[] {
  try {
    return [JSON.parse(body) as DeadLetter];
  } catch {
    return [];
  }
}
