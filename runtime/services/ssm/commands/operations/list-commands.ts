import type { ListCommandsCommandInput, ListCommandsCommandOutput } from "@aws-sdk/client-ssm";
import { pageByPosition } from "../../../../protocol/page.ts";
import { matchesCommandFilters } from "../command-filters.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { toCommand } from "../shape.ts";
import { findCommand } from "../state.ts";

/** The commands of the last thirty days, the newest first. */
export const listCommands = ({ state }: RunCommand) =>
  commandOperation<ListCommandsCommandInput, ListCommandsCommandOutput>(
    ["CommandId", "InstanceId", "MaxResults", "NextToken", "Filters"],
    (input) => {
      const { CommandId: id, InstanceId: instanceId } = input;
      const all = id === undefined ? [...state.commands.values()] : [findCommand(state, id)];
      const wanted = all.filter((it) => instanceId === undefined || it.instanceIds.includes(instanceId));
      const found = wanted.filter((it) => matchesCommandFilters(it, it.status, input.Filters));
      found.sort((one, other) => other.requestedMs - one.requestedMs);
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Commands: page.items.map((it) => toCommand(state, it)), NextToken: page.nextToken };
    },
  );
