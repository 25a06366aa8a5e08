import type { Finding, FindingCounts } from "../../../core/findings.ts";
import { type Control, type ControlResult, controlStatus } from "./control.ts";

/** A control with what its checks gave on one resource. */
export interface EvaluatedControl {
  readonly control: Omit<Control<never>, "evaluate">;
  readonly results: readonly ControlResult[];
  /** How long its evaluation took. */
  readonly seconds: number;
}

/** All controls on one resource: an instance, or the stack. */
export interface Evaluation {
  readonly resource: string;
  readonly controls: readonly EvaluatedControl[];
}

const longestMessage = 1000;

/** Evaluates a table of controls on the facts of one resource. */
export function evaluate<Facts>(
  resource: string,
  controls: readonly Control<Facts>[],
  facts: Facts,
): Evaluation {
  return {
    resource,
    controls: controls.map(({ evaluate: evaluateControl, ...control }) => {
      const startedMs = performance.now();
      const results = evaluateControl(facts);
      return { control, results, seconds: (performance.now() - startedMs) / 1000 };
    }),
  };
}

/** One finding a failed control and resource; its message joins those of the checks that failed. */
export function findingsOf({ resource, controls }: Evaluation): readonly Finding[] {
  return controls.flatMap(({ control, results }) => {
    const failed = results.filter(({ status }) => status === "failed");
    if (failed.length === 0) return [];
    const message = failed.map(({ description, message: why }) => `${description}: ${why}`).join("; ");
    const { id, title, impact } = control;
    return [{ control: id, title, impact, resource, message: message.slice(0, longestMessage) }];
  });
}

/** How many controls passed, failed and were skipped, counted once a resource. */
export function countControls(evaluations: readonly Evaluation[]): FindingCounts {
  const statuses = evaluations.flatMap(({ controls }) =>
    controls.map(({ results }) => controlStatus(results)),
  );
  const count = (status: ControlResult["status"]) => statuses.filter((other) => other === status).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}
