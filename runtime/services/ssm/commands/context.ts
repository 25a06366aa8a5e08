import type { Runtime } from "../../../kernel/service.ts";
import type { Agent } from "./agent.ts";
import type { CommandsState } from "./state.ts";

/** What the operations on documents and commands work with. */
export interface RunCommand {
  readonly runtime: Runtime;
  readonly state: CommandsState;
  readonly agent: Agent;
}
