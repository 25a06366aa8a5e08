import { type Problem, problemText } from "../schema/problem.ts";
import { type Check, compileCheck } from "../schema/validate.ts";
import { concealsSecrets } from "./conceals-secrets.ts";
import type { ReleaseConfiguration } from "./release-configuration.ts";

/** A rule set: a JSON Schema with a title that narrows what an application may ask for. */
export interface RuleSet {
  readonly title: string;
}

/** A problem that a rule found, with the rule's name. */
export interface RuleProblem extends Problem {
  readonly rule: string;
}

const compiled = new WeakMap<RuleSet, Check>();

/** Checks a configuration against rule sets and lists every breach of every one. */
export function checkRules(
  configuration: ReleaseConfiguration,
  ruleSets: readonly RuleSet[],
): readonly RuleProblem[] {
  return ruleSets.flatMap((ruleSet) =>
    checkOf(ruleSet)(configuration).map((problem) => ({ rule: ruleSet.title, ...problem })),
  );
}

/** `rule "regulated": /capacity/minimum: expected a number of at least 2; came 1`, one a line. */
export function ruleProblemsText(problems: readonly RuleProblem[]): string {
  return problems.map((problem) => `rule "${problem.rule}": ${problemText(problem)}`).join("\n");
}

function checkOf(ruleSet: RuleSet): Check {
  const known = compiled.get(ruleSet);
  if (known !== undefined) return known;
  const check = compileCheck(ruleSet, concealsSecrets);
  compiled.set(ruleSet, check);
  return check;
}
