import type { Operation, Runtime } from "../../../kernel/service.ts";
import { createAgent } from "./agent.ts";
import type { RunCommand } from "./context.ts";
import { commandOperationTable } from "./operation-table.ts";
import { openState } from "./state.ts";

const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

/** Systems Manager's documents and Run Command, as a part of the one `ssm` service. */
export function createCommandOperations(runtime: Runtime): {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly start: () => void;
} {
  const state = openState(runtime);
  const agent = createAgent(runtime, state);
  const runCommand: RunCommand = { runtime, state, agent };
  return {
    operations: commandOperationTable(runCommand),
    start() {
      forgetOldCommands(runCommand);
      agent.recover();
    },
  };
}

/** AWS keeps a command for 30 days. */
function forgetOldCommands({ runtime, state }: RunCommand): void {
  const before = runtime.clock.now() - REMEMBERED_MS;
  for (const [commandId, command] of [...state.commands.entries()]) {
    if (command.requestedMs >= before) continue;
    for (const [key] of [...state.invocations.entries(`${commandId}|`)]) state.invocations.delete(key);
    state.commands.delete(commandId);
  }
}
