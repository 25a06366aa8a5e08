import { createContext, Script } from "node:vm";

/** How long one evaluation may take. Nothing that a definition is likely to say takes a hundredth of it. */
export const MOST_EVALUATION_MS = 1000;

/** An evaluation did not come to its end in time, or looked at more than it may. */
export class EvaluationTimeout extends Error {
  override readonly name = "EvaluationTimeout";
}

const sandbox: { work: () => unknown } = { work: () => undefined };
createContext(sandbox);
const script = new Script("work()");

/**
 * Runs something that nothing but the engine itself can interrupt: the search of a regular expression, which may
 * take exponential time. Throws `EvaluationTimeout` after `MOST_EVALUATION_MS`. Costs a thread for the watch (some
 * 0.1 ms), so it is for what may hang only.
 */
export function withinTimeLimit<Result>(work: () => Result): Result {
  sandbox.work = work;
  try {
    return script.runInContext(sandbox, { timeout: MOST_EVALUATION_MS }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new EvaluationTimeout(`Evaluation timeout after ${MOST_EVALUATION_MS} milliseconds`);
  } finally {
    sandbox.work = () => undefined;
  }
}
