import type { AddressPool } from "../../compute/loopback-address.ts";
import type { Runtime } from "../../kernel/service.ts";
import type { Draining } from "./draining.ts";
import type { Listening } from "./listening.ts";
import type { LoadBalancingState } from "./state.ts";
import type { TargetChecks } from "./target-checks.ts";

/** What every operation of the load balancing service works with. */
export interface LoadBalancing {
  readonly runtime: Runtime;
  readonly addresses: AddressPool;
  readonly state: LoadBalancingState;
  readonly checks: TargetChecks;
  readonly draining: Draining;
  readonly listening: Listening;
}
