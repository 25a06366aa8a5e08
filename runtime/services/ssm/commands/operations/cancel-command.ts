import type { CancelCommandCommandInput, CancelCommandCommandOutput } from "@aws-sdk/client-ssm";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { isOver } from "../records.ts";
import { findCommand, invocationsOf } from "../state.ts";

/** Ends a command on all its instances, or on those named; what is over stays as it is. */
export const cancelCommand = ({ state, agent }: RunCommand) =>
  commandOperation<CancelCommandCommandInput, CancelCommandCommandOutput>(
    ["CommandId", "InstanceIds"],
    (input) => {
      const command = findCommand(state, input.CommandId);
      const named = input.InstanceIds ?? [];
      for (const invocation of invocationsOf(state, command.commandId)) {
        const meant = named.length === 0 || named.includes(invocation.instanceId);
        if (meant && !isOver(invocation.status)) agent.cancel(invocation);
      }
      return {};
    },
  );
