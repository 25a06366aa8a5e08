import type { RuleSet } from "../../core/config/rules.ts";
import { ConfigurationInvalid } from "../../core/errors.ts";
import baseline from "../../infra/rules/baseline.json" with { type: "json" };
import regulated from "../../infra/rules/regulated.json" with { type: "json" };

/** The rule sets of this installation by the name that environments refer to them by. */
const ruleSets = { baseline, regulated } as const satisfies Readonly<Record<string, RuleSet>>;

/** The rule sets of these names. Throws when an environment names one that is not there. */
export function findRuleSets(names: readonly string[]): readonly RuleSet[] {
  const unknown = names.filter((name) => !Object.hasOwn(ruleSets, name));
  if (unknown.length > 0) {
    const known = Object.keys(ruleSets).join(", ");
    throw new ConfigurationInvalid(
      `expected the environment's rules to be among ${known}; came ${unknown.join(", ")}`,
    );
  }
  return names.map((name) => ruleSets[name as keyof typeof ruleSets]);
}
