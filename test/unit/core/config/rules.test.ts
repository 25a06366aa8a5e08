import { describe, expect, it } from "vitest";
import { resolveConfiguration } from "../../../../core/config/release-configuration.ts";
import { checkRules, ruleProblemsText } from "../../../../core/config/rules.ts";
import baseline from "../../../../infra/rules/baseline.json" with { type: "json" };
import regulated from "../../../../infra/rules/regulated.json" with { type: "json" };

function configurationWith(own: object) {
  const resolved = resolveConfiguration({
    environmentName: "test",
    process: {},
    environment: {
      name: "test",
      account: "000000000000",
      region: "us-east-1",
      network: { vpcId: "vpc-1", subnetIds: ["subnet-1"], securityGroupIds: [] },
      listenerPort: 80,
      rules: [],
      baseImage: "/repave/base-images/soe",
    },
    application: { application: "a", team: "t", run: { command: ["x"], port: 8080 }, ...own },
  });
  if (!resolved.valid) throw new Error(JSON.stringify(resolved.problems));
  return resolved.value;
}

const permission = (action: string, resource = "arn:aws:s3:::b") => ({
  permissions: [{ actions: [action], resources: [resource] }],
});

describe("checkRules", () => {
  it("finds nothing wrong with an ordinary application", () => {
    expect(checkRules(configurationWith({}), [baseline, regulated])).toEqual([]);
  });

  it("names the rule, the path, what was expected and what came, for every breach of every rule set", () => {
    const own = { validation: { gate: 0.9 }, logs: { retentionDays: 1 }, ...permission("iam:PassRole", "*") };
    const text = ruleProblemsText(checkRules(configurationWith(own), [baseline, regulated])).split("\n");
    expect(text).toEqual([
      'rule "baseline": /logs/retentionDays: expected a number of at least 7; came 1',
      'rule "regulated": /validation/gate: expected a number of at most 0.7; came 0.9',
      'rule "regulated": /logs/retentionDays: expected a number of at least 30; came 1',
      'rule "regulated": /permissions/0/actions/0: expected named actions without wildcards, none of iam, sts, organizations or kms; came "iam:PassRole"',
      'rule "regulated": /permissions/0/resources/0: expected ARNs that name what may be used, not every resource; came "*"',
    ]);
  });

  it.each([
    [permission("s3:*"), "/permissions/0/actions/0"],
    [{ run: { command: ["x"], port: 60_000 } }, "/run/port"],
    [
      { run: { command: ["x"], port: 8080, environment: { DB_PASSWORD: "hunter2" } } },
      "/run/environment/DB_PASSWORD",
    ],
  ])("keeps %j out by the baseline, without quoting values that may be secret", (own, path) => {
    const problems = checkRules(configurationWith(own), [baseline]);
    expect(problems).toMatchObject([{ rule: "baseline", path }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});
