import type { CommandFilter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { CommandRecord, CommandState } from "./records.ts";

type Test = (command: CommandRecord, status: CommandState, value: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  Status: (_command, status, value) => status === value,
  DocumentName: (command, _status, value) => command.documentName === value,
  InvokedAfter: (command, _status, value) => command.requestedMs > Date.parse(value),
  InvokedBefore: (command, _status, value) => command.requestedMs < Date.parse(value),
};

/** Whether a command, or an invocation with this status, matches every filter of a list call. */
export function matchesCommandFilters(
  command: CommandRecord,
  status: CommandState,
  filters: readonly CommandFilter[] = [],
): boolean {
  return filters.every(({ key = "" as const, value = "" }) => {
    const test = Object.hasOwn(TESTS, key) ? TESTS[key] : undefined;
    if (test === undefined)
      throw new AwsError("InvalidFilterKey", `SSM: not emulated: the command filter ${key}`);
    return test(command, status, value);
  });
}
