import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { TurnStore } from "./turn-store.ts";

export interface TurnTools extends TurnStore {
  readonly states: SFNClient;
  readonly stateMachineArn: string;
}

export interface TakeTools extends TurnTools {
  readonly lambda: LambdaClient;
  /** The function that clears up after a release that was stopped. */
  readonly recordFailureFunction: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
