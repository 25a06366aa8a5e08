import { createContext, Script } from "node:vm";

/** Processor time that one evaluation may take. Nothing that a definition is likely to say takes a hundredth of it. */
export const MOST_EVALUATION_MS = 500;

/** Processor time of this thread so far: unlike the clock's, it stands still while others have the processor. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** An evaluation did not come to its end in time, or looked at more than it may. */
export class EvaluationTimeout extends Error {
  override readonly name = "EvaluationTimeout";
}

const sandbox: { work: () => unknown } = { work: () => undefined };
createContext(sandbox);
const script = new Script("work()");

/** Of the time that an interrupt comes after, what must have been spent here for it to count: the rest was the machine's. */
const OWN_SHARE = 0.25;
const ATTEMPTS_MS = [1, 2, 4].map((times) => times * MOST_EVALUATION_MS);

/**
 * Runs something that nothing but the engine itself can interrupt: the search of a regular expression, which may
 * take exponential time. Throws `EvaluationTimeout` when it takes more than `MOST_EVALUATION_MS`; on a busy machine
 * it is tried again with more patience, so it must change nothing. Costs a thread for the watch (some 0.1 ms), so it
 * is for what may hang only.
 */
export function withinTimeLimit<Result>(work: () => Result): Result {
  for (const timeout of ATTEMPTS_MS) {
    const startMs = processorMs();
    const outcome = interrupted(work, timeout);
    if (outcome !== TIMED_OUT) return outcome;
    if (processorMs() - startMs > MOST_EVALUATION_MS * OWN_SHARE) break;
  }
  throw new EvaluationTimeout(`Evaluation timeout after ${MOST_EVALUATION_MS} milliseconds`);
}

const TIMED_OUT = Symbol("timed out");

function interrupted<Result>(work: () => Result, timeout: number): Result | typeof TIMED_OUT {
  sandbox.work = work;
  try {
    return script.runInContext(sandbox, { timeout }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return TIMED_OUT;
  } finally {
    sandbox.work = () => undefined;
  }
}
