import type {
  ListCommandInvocationsCommandInput,
  ListCommandInvocationsCommandOutput,
} from "@aws-sdk/client-ssm";
import { pageByPosition } from "../../../../protocol/page.ts";
import { matchesCommandFilters } from "../command-filters.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { toInvocation } from "../shape.ts";
import { findCommand, invocationsOf } from "../state.ts";

/** How commands fare on their instances, the newest first; with their steps if details are wanted. */
export const listCommandInvocations = ({ state }: RunCommand) =>
  commandOperation<ListCommandInvocationsCommandInput, ListCommandInvocationsCommandOutput>(
    ["CommandId", "InstanceId", "MaxResults", "NextToken", "Filters", "Details"],
    (input) => {
      const { CommandId: id, InstanceId: instanceId, Details: details = false } = input;
      const all =
        id === undefined
          ? [...state.invocations.values()]
          : invocationsOf(state, findCommand(state, id).commandId);
      const wanted = all.filter((it) => instanceId === undefined || it.instanceId === instanceId);
      const found = wanted.flatMap((it) => {
        const command = state.commands.get(it.commandId);
        const matches = command !== undefined && matchesCommandFilters(command, it.status, input.Filters);
        return matches ? [{ it, command }] : [];
      });
      found.sort((one, other) => other.it.requestedMs - one.it.requestedMs);
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      const CommandInvocations = page.items.map(({ it, command }) => toInvocation(command, it, details));
      return { CommandInvocations, NextToken: page.nextToken };
    },
  );
