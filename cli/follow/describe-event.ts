import type { HistoryEvent } from "@aws-sdk/client-sfn";

const MOST_CHARACTERS = 100;

/** A history event in one phrase: the state's name, or the error and its cause, or the output's beginning. */
export function describeEvent(event: HistoryEvent): string {
  const details = Object.entries(event).find(([key]) => key.endsWith("EventDetails"))?.[1] as
    | Readonly<Record<string, unknown>>
    | undefined;
  if (details === undefined) return "";
  const words = [details.name, details.error, details.cause, details.resource, details.output, details.input];
  const text = words.filter((word) => typeof word === "string").join("  ");
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}
