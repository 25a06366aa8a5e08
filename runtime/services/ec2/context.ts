import type { Compute } from "../../compute/compute.ts";
import type { Runtime } from "../../kernel/service.ts";
import type { InstanceLifecycle } from "./instance-lifecycle.ts";
import type { Ec2State } from "./state.ts";

/** What every operation of EC2 works with. */
export interface Ec2 {
  readonly runtime: Runtime;
  readonly compute: Compute;
  readonly state: Ec2State;
  readonly lifecycle: InstanceLifecycle;
}
