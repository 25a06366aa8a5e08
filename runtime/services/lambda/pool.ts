import { availableParallelism } from "node:os";
import { AwsError } from "../../protocol/aws-error.ts";
import type { FunctionError, InvocationOutcome } from "./instance.ts";
import {
  type LaunchedInstance,
  type LaunchOptions,
  launchInstance,
  type PooledInvocation,
} from "./launch-instance.ts";

export interface PooledOutcome extends InvocationOutcome {
  readonly logTail: string;
}

/** The instances of all functions: reused while warm, started on demand, ended when idle. */
export interface InstancePool {
  /** Throws TooManyRequestsException when the function's or the account's concurrency is used up. */
  invoke(invocation: PooledInvocation): Promise<PooledOutcome>;
  stop(): Promise<void>;
}

interface Slot extends LaunchedInstance {
  readonly key: string;
  ended: boolean;
  cancelIdle: (() => void) | undefined;
}

export interface PoolOptions extends LaunchOptions {
  /** Invocations at one time over all functions. */
  readonly accountConcurrency: number;
}

interface Waiter {
  readonly key: string;
  /** Takes an instance that has become free, or undefined: there is room to start one. */
  readonly proceed: (slot: Slot | undefined) => void;
  readonly refuse: (error: AwsError) => void;
}

/** Threads that load their code at a time: more of them than cores only make each other slow. */
const STARTS_AT_A_TIME = availableParallelism();
const IDLE_LIMIT_MS = 5 * 60_000;
export function createInstancePool(options: PoolOptions): InstancePool {
  const { runtime } = options;
  const idle = new Map<string, Slot[]>();
  const all = new Set<Slot>();
  const busy = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let busyTotal = 0;
  const waiters: Waiter[] = [];
  let starting = 0;
  let stopped = false;

  const acquire = ({ version, reservedConcurrency }: PooledInvocation) => {
    const used = busy.get(version.name) ?? 0;
    if (reservedConcurrency !== undefined && used >= reservedConcurrency) throw throttled("Reserved");
    if (busyTotal >= options.accountConcurrency) throw throttled("");
    busy.set(version.name, used + 1);
    busyTotal += 1;
  };
  const release = (name: string) => {
    busy.set(name, (busy.get(name) ?? 1) - 1);
    busyTotal -= 1;
  };

  const end = (slot: Slot) => {
    slot.cancelIdle?.();
    slot.ended = true;
    all.delete(slot);
    const waiting = idle.get(slot.key)?.filter((other) => other !== slot) ?? [];
    if (waiting.length === 0) idle.delete(slot.key);
    else idle.set(slot.key, waiting);
    void slot.writer.flush();
  };

  const takeIdle = (key: string): Slot | undefined => {
    const slots = idle.get(key);
    for (let slot = slots?.pop(); slot !== undefined; slot = slots?.pop()) {
      slot.cancelIdle?.();
      if (slot.ended) continue;
      if (slot.reusableUntilMs > runtime.clock.now()) return slot;
      void slot.instance.terminate();
    }
    return undefined;
  };

  const park = (slot: Slot) => {
    if (slot.ended) return;
    const next = waiters.findIndex(({ key }) => key === slot.key);
    if (next !== -1) return waiters.splice(next, 1)[0]?.proceed(slot);
    idle.set(slot.key, [...(idle.get(slot.key) ?? []), slot]);
    slot.cancelIdle = runtime.clock.after(IDLE_LIMIT_MS, () => void slot.instance.terminate());
  };

  const start = (invocation: PooledInvocation, key: string): Slot => {
    const launched = launchInstance(options, invocation, () => end(slot));
    const slot: Slot = { ...launched, key, ended: false, cancelIdle: undefined };
    all.add(slot);
    return slot;
  };

  const passTurn = () => waiters.shift()?.proceed(undefined);

  const startInTurn = (invocation: PooledInvocation, key: string): Slot => {
    try {
      if (stopped) throw stopping();
      const slot = start(invocation, key);
      starting += 1;
      void slot.instance.ready.then(() => {
        starting -= 1;
        passTurn();
      });
      return slot;
    } catch (error) {
      passTurn();
      throw error;
    }
  };

  /** A warm instance, or a new one; in a burst, whichever of both comes first. */
  const obtain = async (
    invocation: PooledInvocation,
    key: string,
  ): Promise<{ slot: Slot; cold: boolean }> => {
    const warm = takeIdle(key);
    if (warm !== undefined) return { slot: warm, cold: false };
    if (starting >= STARTS_AT_A_TIME) {
      const slot = await new Promise<Slot | undefined>((proceed, refuse) =>
        waiters.push({ key, proceed, refuse }),
      );
      if (slot !== undefined) return { slot, cold: false };
    }
    return { slot: startInTurn(invocation, key), cold: true };
  };

  const runOn = async (slot: Slot, invocation: PooledInvocation, cold: boolean): Promise<PooledOutcome> => {
    const { requestId, version } = invocation;
    slot.log.start(requestId, version.version);
    const ready = await slot.instance.ready;
    const initMs = cold && "initMs" in ready ? ready.initMs : undefined;
    const outcome = "error" in ready ? initFailure(ready.error) : await slot.instance.invoke(invocation);
    slot.log.end({ requestId, outcome, memoryMb: version.memoryMb, initMs });
    if (outcome.ended) await slot.instance.terminate();
    else park(slot);
    void slot.writer.flush();
    return { ...outcome, logTail: slot.log.tail() };
  };

  const track = <Result>(work: Promise<Result>): Promise<Result> => {
    underWay.add(work);
    const forget = () => underWay.delete(work);
    work.then(forget, forget);
    return work;
  };

  return {
    async invoke(invocation) {
      acquire(invocation);
      const { version } = invocation;
      const key = `${version.name}:${version.version}:${version.revisionId}`;
      try {
        const { slot, cold } = await obtain(invocation, key);
        return await track(runOn(slot, invocation, cold));
      } finally {
        release(version.name);
      }
    },
    async stop() {
      stopped = true;
      for (const waiter of waiters.splice(0)) waiter.refuse(stopping());
      const slots = [...all];
      await Promise.allSettled(slots.map((slot) => slot.instance.terminate()));
      await Promise.allSettled(underWay);
      await Promise.allSettled(slots.map((slot) => slot.writer.flush()));
    },
  };
}

function initFailure(error: FunctionError): InvocationOutcome {
  return { error, durationMs: 0, memoryMb: 0, ended: true };
}

function stopping(): AwsError {
  return new AwsError("ServiceException", "Lambda is shutting down.", { status: 500 });
}

function throttled(kind: "Reserved" | ""): AwsError {
  const reason =
    kind === "" ? "ConcurrentInvocationLimitExceeded" : "ReservedFunctionConcurrentInvocationLimitExceeded";
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    details: { Reason: reason },
  });
}
