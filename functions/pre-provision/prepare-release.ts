import type { EnvironmentConfiguration } from "../../core/config/environment-configuration.ts";
import { type ReleaseConfiguration, resolveConfiguration } from "../../core/config/release-configuration.ts";
import { checkRules, ruleProblemsText } from "../../core/config/rules.ts";
import {
  applicationLogGroup,
  type ResolvedRelease,
  type RunConfiguration,
  releaseParameters,
} from "../../core/config/run-configuration.ts";
import { ConfigurationInvalid, RuleViolated } from "../../core/errors.ts";
import { createRecipe, imageName, recipeDigest } from "../../core/recipe.ts";
import type { Release } from "../../core/release/release.ts";
import { problemsText } from "../../core/schema/problem.ts";
import type { PreProvisionResult } from "../../core/stage-results.ts";
import { putSecureValue } from "../parameters/secure-value.ts";
import {
  readApplicationConfiguration,
  readBaseImage,
  readPlatform,
  type SourceClients,
} from "./read-sources.ts";
import { refuseOtherPlaces } from "./refuse-other-places.ts";
import { findRuleSets } from "./rule-sets.ts";

export interface PreProvisionTools extends SourceClients {
  readonly keyId: string;
  readonly artifactsBucket: string;
}

/**
 * Merges and checks a release's configuration, computes its recipe, and stores what its instances and its later stages
 * need, encrypted. Gives references and digests only. Writes nothing unless everything is valid; repeating it writes
 * the same values again.
 */
export async function prepareRelease(
  tools: PreProvisionTools,
  release: Release,
): Promise<PreProvisionResult> {
  const [platform, application] = await Promise.all([
    readPlatform(tools.ssm, release.environment),
    readApplicationConfiguration(tools.s3, release),
  ]);
  refuseOtherPlaces(platform.environment, tools.keyId);
  const configuration = resolveAndCheck({ ...platform, application, environmentName: release.environment });
  const { environment } = platform;
  const baseImage = await readBaseImage(tools.ssm, environment.baseImage);
  const recipe = createRecipe(configuration, { baseImage, artifactDigest: release.artifact.sha256 });
  const digest = recipeDigest(recipe);
  const parameters = await storeConfiguration(tools, { release, configuration, environment });
  return {
    recipe,
    recipeDigest: digest,
    imageName: imageName(release.application, digest),
    ...parameters,
    configDigest: release.config.sha256,
    account: environment.account,
    region: environment.region,
    listenerPort: environment.listenerPort,
    gate: configuration.validation.gate,
  };
}

function resolveAndCheck(sources: Parameters<typeof resolveConfiguration>[0]): ReleaseConfiguration {
  const ruleSets = findRuleSets(sources.environment.rules);
  const resolved = resolveConfiguration(sources);
  if (!resolved.valid) throw new ConfigurationInvalid(problemsText(resolved.problems));
  const breaches = checkRules(resolved.value, ruleSets);
  if (breaches.length > 0) throw new RuleViolated(ruleProblemsText(breaches));
  return resolved.value;
}

interface Prepared {
  readonly release: Release;
  readonly configuration: ReleaseConfiguration;
  readonly environment: EnvironmentConfiguration;
}

async function storeConfiguration(tools: PreProvisionTools, prepared: Prepared) {
  const names = releaseParameters(prepared.release.id);
  const store = (name: string, value: unknown) =>
    putSecureValue(tools, {
      name,
      value: JSON.stringify(value),
      keyId: tools.keyId,
      bucket: tools.artifactsBucket,
    });
  const [config] = await Promise.all([
    store(names.config, runConfiguration(prepared)),
    store(names.resolved, resolvedRelease(prepared)),
  ]);
  return { configParameter: names.config, configVersion: config.version, resolvedParameter: names.resolved };
}

function runConfiguration({ release, configuration }: Prepared): RunConfiguration {
  const { id, application, environment, version } = release;
  const group = applicationLogGroup(application, environment);
  const { retentionDays } = configuration.logs;
  return {
    ...{ application, environment, release: id, version },
    ...{ run: configuration.run, logs: { group, retentionDays } },
  };
}

function resolvedRelease({ configuration, environment }: Prepared): ResolvedRelease {
  const { account, region, listenerPort, network } = environment;
  const { command, port, secrets } = configuration.run;
  const secretParameters = [...new Set(Object.values(secrets).map(({ parameter }) => parameter))].sort();
  const run = { command, port, secretParameters };
  return { account, region, listenerPort, network, configuration: { ...configuration, run } };
}
