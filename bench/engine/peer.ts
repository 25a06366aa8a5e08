import { isDeepStrictEqual } from "node:util";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { Machine } from "./machines.ts";

/** The other engine for Node: `aws-local-stepfunctions`, which keeps everything in memory. */
export interface Peer {
  /** Runs one execution to its output. */
  run(): Promise<unknown>;
  /** Throws unless the output is the one expected. */
  requireOutput(found: unknown): void;
}

/** Makes a machine ready to run once, as ours compiles it once. Its event log is not read: that would cost it time. */
export function openPeer({ definition, input, output }: Machine): Peer {
  const machine = new StateMachine(JSON.parse(definition) as StateMachineDefinition);
  return {
    run: () => machine.run(input as never).result,
    requireOutput(found) {
      if (!isDeepStrictEqual(found, output)) throw new Error(`the peer came to ${JSON.stringify(found)}`);
    },
  };
}
