import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";

/** What a waiting state is told. */
export type TokenAnswer =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string; readonly cause: string };

const goneErrorNames: readonly string[] = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

/**
 * Answers a task token. Gives "gone" when nobody waits for it any more: it was answered before, its state timed out or
 * its execution ended. Answering twice is therefore harmless.
 */
export async function answerToken(
  states: SFNClient,
  taskToken: string,
  answer: TokenAnswer,
): Promise<"answered" | "gone"> {
  try {
    await sendAnswer(states, taskToken, answer);
    return "answered";
  } catch (error) {
    if (error instanceof Error && goneErrorNames.includes(error.name)) return "gone";
    throw error;
  }
}

function sendAnswer(states: SFNClient, taskToken: string, answer: TokenAnswer): Promise<unknown> {
  if (answer.status === "SUCCEEDED") {
    return states.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer.output) }));
  }
  const error = answer.error.slice(0, LONGEST_ERROR);
  return states.send(
    new SendTaskFailureCommand({ taskToken, error, cause: answer.cause.slice(0, LONGEST_CAUSE) }),
  );
}
