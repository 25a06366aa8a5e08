import type { Fault, FaultPoint } from "../plan/fault.ts";

/** Told of every point that the process passes; ends it when it is the chosen one. */
export interface DeathWatch {
  /** Whether this pass is the one to die at; counts it. */
  isDue(point: FaultPoint): boolean;
  /** Dies here if it is time to. */
  pass(point: FaultPoint): void;
}

export function createDeathWatch(fault: Fault | undefined): DeathWatch {
  let left = fault?.count ?? 0;
  const isDue = (point: FaultPoint) => point === fault?.point && --left === 0;
  return {
    isDue,
    pass(point) {
      if (isDue(point)) die();
    },
  };
}

/** SIGKILL: no handler, no flush, no exit code. */
export function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("a killed process went on");
}
