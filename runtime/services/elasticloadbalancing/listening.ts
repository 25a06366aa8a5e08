import { type HttpProxy, startProxy } from "../../compute/load-balancer/proxy.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Draining } from "./draining.ts";
import type { ListenerRecord } from "./records.ts";
import { createRequestRouter } from "./request-router.ts";
import { findByArn, type LoadBalancingState } from "./state.ts";
import type { TargetChecks } from "./target-checks.ts";

/** The open ports of all load balancers. */
export interface Listening {
  /** Opens the port of a listener; refuses, in AWS's form, what the machine does not allow. */
  open(listener: ListenerRecord): Promise<void>;
  close(listenerArn: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createListening(
  surroundings: Readonly<{
    runtime: Runtime;
    state: LoadBalancingState;
    checks: TargetChecks;
    draining: Draining;
  }>,
): Listening {
  const { runtime, state } = surroundings;
  const proxies = new Map<string, HttpProxy>();
  const close = async (listenerArn: string) => {
    const proxy = proxies.get(listenerArn);
    proxies.delete(listenerArn);
    await proxy?.close();
  };
  return {
    async open({ arn, loadBalancerArn, port }) {
      await close(arn);
      const { address } = findByArn(state, "loadBalancers", loadBalancerArn);
      const attributes = () => state.loadBalancers.get(loadBalancerArn)?.attributes;
      const idleTimeoutMs = () => Number(attributes()?.["idle_timeout.timeout_seconds"] ?? 60) * 1000;
      const route = createRequestRouter({ ...surroundings, listenerArn: arn });
      try {
        proxies.set(arn, await startProxy({ address, port, clock: runtime.clock, route, idleTimeoutMs }));
      } catch (cause) {
        throw cannotListen(`${address}:${port}`, cause);
      }
    },
    close,
    async closeAll() {
      await Promise.all([...proxies.keys()].map(close));
    },
  };
}

/** DIVERGES: AWS opens any port; here the machine may refuse one below 1024 or one that is taken. */
function cannotListen(where: string, cause: unknown): AwsError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const message = `this machine does not let the load balancer listen at ${where}: ${reason}`;
  return new AwsError("InvalidConfigurationRequest", message, { cause });
}
