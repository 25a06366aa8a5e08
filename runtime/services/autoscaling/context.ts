import type { Runtime } from "../../kernel/service.ts";
import type { AwsClients } from "./aws-clients.ts";
import type { AutoScalingState } from "./state.ts";

/** What the parts of Auto Scaling work with. */
export interface AutoScaling {
  readonly runtime: Runtime;
  readonly state: AutoScalingState;
  readonly aws: AwsClients;
  /** Brings a group to what it should be, soon, in the background. */
  wake(groupName: string): void;
}
