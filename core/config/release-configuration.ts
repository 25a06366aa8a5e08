import { type Static, Type } from "typebox";
import { deepMerge } from "../json/deep-merge.ts";
import { ApplicationName } from "../schema/names.ts";
import type { Problem } from "../schema/problem.ts";
import { compileParser, type Parsed } from "../schema/validate.ts";
import {
  type ApplicationConfiguration,
  type ConfigurationLayer,
  TeamName,
} from "./application-configuration.ts";
import { concealsSecrets } from "./conceals-secrets.ts";
import type { EnvironmentConfiguration, ProcessConfiguration } from "./environment-configuration.ts";
import * as sections from "./sections.ts";

/** The configuration of one release: all layers merged, nothing left open. */
export const ReleaseConfiguration = Type.Object(
  {
    application: ApplicationName,
    team: TeamName,
    run: sections.Run,
    health: sections.Health,
    capacity: sections.Capacity,
    files: sections.Files,
    smokeTest: sections.SmokeTest,
    validation: sections.Validation,
    logs: sections.Logs,
    permissions: sections.Permissions,
    shift: sections.Shift,
  },
  { $id: "repave.configuration/v1", additionalProperties: false },
);

export type ReleaseConfiguration = Static<typeof ReleaseConfiguration>;

/** What holds when no layer says otherwise. */
export const builtInDefaults = {
  run: { environment: {}, secrets: {} },
  health: {
    path: "/health",
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  },
  capacity: { instanceType: "t3.micro", minimum: 1, desired: 1, maximum: 1 },
  files: [],
  smokeTest: [{ path: "/", status: 200 }],
  validation: { gate: 0.7 },
  logs: { retentionDays: 30 },
  permissions: [],
  shift: { steps: [100], intervalSeconds: 0, drainSeconds: 0 },
} as const satisfies ConfigurationLayer | object;

export interface ConfigurationSources {
  readonly environmentName: string;
  readonly process: ProcessConfiguration;
  readonly environment: EnvironmentConfiguration;
  readonly application: ApplicationConfiguration;
}

const parseMerged = compileParser(ReleaseConfiguration, concealsSecrets);

/**
 * Merges the layers; a later one wins: built-in defaults, process defaults, environment defaults, the application, the
 * application's section for this environment. Maps are merged, lists replaced. Lists every problem of the result.
 */
export function resolveConfiguration(sources: ConfigurationSources): Parsed<ReleaseConfiguration> {
  const { environments, artifact: _, ...application } = sources.application;
  const merged = parseMerged(
    deepMerge(
      builtInDefaults,
      sources.process.defaults ?? {},
      sources.environment.defaults ?? {},
      application,
      environments?.[sources.environmentName] ?? {},
    ),
  );
  if (!merged.valid) return merged;
  const problems = [...capacityProblems(merged.value), ...shiftProblems(merged.value)];
  return problems.length === 0 ? merged : { valid: false, problems };
}

function capacityProblems({ capacity }: ReleaseConfiguration): readonly Problem[] {
  const { minimum, desired, maximum } = capacity;
  if (minimum <= desired && desired <= maximum) return [];
  return [
    {
      path: "/capacity",
      expected: "minimum ≤ desired ≤ maximum",
      came: `${minimum}, ${desired}, ${maximum}`,
    },
  ];
}

function shiftProblems({ shift }: ReleaseConfiguration): readonly Problem[] {
  const ascending = shift.steps.every((step, index) => index === 0 || step > (shift.steps[index - 1] ?? 0));
  if (ascending && shift.steps.at(-1) === 100) return durationProblems(shift);
  return [
    {
      path: "/shift/steps",
      expected: "ascending percentages that end with 100",
      came: JSON.stringify(shift.steps),
    },
  ];
}

/** Half a day: the next release waits a day for its turn. */
const LONGEST_SHIFT_SECONDS = 43_200;

function durationProblems(shift: ReleaseConfiguration["shift"]): readonly Problem[] {
  const seconds = (shift.steps.length - 1) * shift.intervalSeconds + shift.drainSeconds;
  if (seconds <= LONGEST_SHIFT_SECONDS) return [];
  return [
    {
      path: "/shift",
      expected: `a shift of at most ${LONGEST_SHIFT_SECONDS} seconds`,
      came: `${seconds} seconds`,
    },
  ];
}
