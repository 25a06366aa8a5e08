import type { Runtime } from "../../kernel/service.ts";
import type { DurableQueue } from "../../storage/durable-queue.ts";
import type { EnvelopeCipher } from "../../storage/envelope.ts";
import type { CodeStore } from "./code-store.ts";
import type { AsyncInvocation } from "./invocation-record.ts";
import type { InstancePool } from "./pool.ts";
import type { LambdaState } from "./state.ts";

/** What the operations of the Lambda service work with. */
export interface Lambda {
  readonly runtime: Runtime;
  readonly state: LambdaState;
  readonly code: CodeStore;
  readonly cipher: EnvelopeCipher;
  readonly pool: InstancePool;
  readonly queue: DurableQueue<AsyncInvocation>;
}
