import type { Fault, FaultPoint } from "../plan/fault.ts";

/** Told of every point that the process passes; ends it when it is the chosen one. */
export interface DeathWatch {
  /** Counts from now on. */
  arm(): void;
  /** Whether this pass is the one to die at; counts it. */
  isDue(point: FaultPoint): boolean;
  /** Dies here if it is time to. */
  pass(point: FaultPoint): void;
}

export function createDeathWatch(fault: Fault | undefined): DeathWatch {
  let isArmed = fault?.fromStep === 0;
  let left = fault?.count ?? 0;
  const isDue = (point: FaultPoint) => isArmed && point === fault?.point && --left === 0;
  return {
    arm: () => {
      isArmed = true;
    },
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
