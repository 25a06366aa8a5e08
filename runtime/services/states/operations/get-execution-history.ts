import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from "@aws-sdk/client-sfn";
import type { HistoryEvent } from "../../../asl/history-event.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import { presentEvent } from "../present-event.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html: what is on disk. */
export function getExecutionHistory(
  states: States,
): Operation<GetExecutionHistoryInput, GetExecutionHistoryOutput> {
  return (input) => {
    const { id } = findExecution(states, input.executionArn);
    const limit = pageSize(input.maxResults);
    const reverse = input.reverseOrder === true;
    const count = states.journal.eventCount(id);
    const from = firstOfPage(input.nextToken, { prefix: tokenPrefix(id, reverse), reverse, count });
    const found = states.journal.eventPage(id, { from, limit: limit + 1, reverse }) as HistoryEvent[];
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      events: page.map((event) => presentEvent(event, input.includeExecutionData ?? true)),
      ...(found.length > limit && last !== undefined
        ? { nextToken: Buffer.from(`${tokenPrefix(id, reverse)}${last.id}`).toString("base64url") }
        : {}),
    };
  };
}

/** A token goes on with the history of one execution in one direction. */
function tokenPrefix(executionId: number, reverse: boolean): string {
  return `${executionId} ${reverse ? "before" : "after"} `;
}

interface History {
  readonly prefix: string;
  readonly reverse: boolean;
  readonly count: number;
}

/** Tokens name the last event handed out, so that they stay right while the execution goes on. */
function firstOfPage(token: string | undefined, { prefix, reverse, count }: History): number {
  if (token === undefined) return reverse ? count : 1;
  const text = Buffer.from(token, "base64url").toString();
  const last =
    text.startsWith(prefix) && /^\d{1,9}$/.test(text.slice(prefix.length))
      ? Number(text.slice(prefix.length))
      : 0;
  if (last < 1 || last > count)
    throw new AwsError(INVALID_TOKEN.invalidTokenCode, INVALID_TOKEN.invalidTokenMessage);
  return reverse ? last - 1 : last + 1;
}
