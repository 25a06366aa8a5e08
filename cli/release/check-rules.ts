import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ApplicationConfiguration } from "../../core/config/application-configuration.ts";
import {
  parseEnvironmentConfiguration,
  parseProcessConfiguration,
} from "../../core/config/environment-configuration.ts";
import { resolveConfiguration } from "../../core/config/release-configuration.ts";
import { checkRules, type RuleSet, ruleProblemsText } from "../../core/config/rules.ts";
import { problemsText } from "../../core/schema/problem.ts";
import type { Parsed } from "../../core/schema/validate.ts";
import { CliError } from "../cli-error.ts";
import { projectRoot } from "../project-root.ts";
import type { Target } from "../target/target.ts";

/** The same check that PreProvision makes, before anything is uploaded. */
export async function checkAgainstEnvironment(options: {
  readonly target: Target;
  readonly application: ApplicationConfiguration;
  readonly environmentName: string;
}): Promise<void> {
  const { application, environmentName } = options;
  const names = parameterNames(application.application, environmentName);
  const values = await readParameters(options.target, Object.values(names));
  requirePresent(values, names);
  const environment = valid(parseEnvironmentConfiguration(values.get(names.environment)), names.environment);
  const process = valid(parseProcessConfiguration(values.get(names.process) ?? {}), names.process);
  const merged = resolveConfiguration({ environmentName, process, environment, application });
  if (!merged.valid) throw refused(environmentName, problemsText(merged.problems));
  const breaches = checkRules(merged.value, await readRuleSets(environment.rules));
  if (breaches.length > 0) throw refused(environmentName, ruleProblemsText(breaches));
}

function parameterNames(application: string, environment: string) {
  return {
    process: "/repave/process",
    environment: `/repave/environments/${environment}`,
    registration: `/repave/applications/${application}`,
  };
}

async function readParameters(target: Target, Names: string[]): Promise<ReadonlyMap<string, unknown>> {
  const { Parameters = [] } = await new SSMClient(target.clientConfig).send(
    new GetParametersCommand({ Names }),
  );
  return new Map(Parameters.map(({ Name = "", Value = "{}" }) => [Name, JSON.parse(Value) as unknown]));
}

function requirePresent(
  values: ReadonlyMap<string, unknown>,
  names: ReturnType<typeof parameterNames>,
): void {
  const missing = [names.environment, names.registration].filter((name) => !values.has(name));
  if (missing.length === 0) return;
  const told = missing.map((name) => `there is no parameter ${name}`).join(", and ");
  throw new CliError(
    `this ${missing.includes(names.environment) ? "environment" : "application"} is not registered: ${told}`,
    {
      advice: "An environment and an application have a parameter each: see docs/configuration.md.",
    },
  );
}

/** The rule sets of this clone: the same files that are bundled into PreProvision. */
async function readRuleSets(names: readonly string[]): Promise<RuleSet[]> {
  const folder = join(projectRoot, "infra", "rules");
  const texts = await Promise.all(names.map((name) => readFile(join(folder, `${name}.json`), "utf8")));
  return texts.map((text) => JSON.parse(text) as RuleSet);
}

function valid<Value>(parsed: Parsed<Value>, name: string): Value {
  if (parsed.valid) return parsed.value;
  throw new CliError(`the parameter ${name} is not valid:\n${problemsText(parsed.problems)}`);
}

function refused(environment: string, text: string): CliError {
  return new CliError(`repave.yaml is not allowed in ${environment}:\n${text.replaceAll(/^/gm, "  ")}`);
}
