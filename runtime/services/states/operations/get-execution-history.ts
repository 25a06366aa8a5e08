import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageSize } from "../constraints.ts";
import { presentEvent } from "../present-event.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html: what is on disk. */
export function getExecutionHistory(
  states: States,
): Operation<GetExecutionHistoryInput, GetExecutionHistoryOutput> {
  return (input) => {
    const row = findExecution(states, input.executionArn);
    const events = states.driver.history(row);
    if (input.reverseOrder === true) events.reverse();
    const limit = pageSize(input.maxResults);
    const from = input.nextToken === undefined ? 0 : readPosition(input.nextToken, events);
    const page = events.slice(from, from + limit);
    const last = page.at(-1);
    return {
      events: page.map((event) => presentEvent(event, input.includeExecutionData ?? true)),
      ...(from + limit < events.length && last !== undefined
        ? { nextToken: Buffer.from(`after ${last.id}`).toString("base64url") }
        : {}),
    };
  };
}

/** Tokens name the last event handed out, so that they stay right while the execution goes on. */
function readPosition(token: string, events: readonly { readonly id: number }[]): number {
  const match = /^after (\d+)$/.exec(Buffer.from(token, "base64url").toString());
  const at = match === null ? -1 : events.findIndex(({ id }) => id === Number(match[1]));
  if (at < 0) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  return at + 1;
}
