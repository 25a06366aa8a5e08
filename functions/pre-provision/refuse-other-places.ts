import type { EnvironmentConfiguration } from "../../core/config/environment-configuration.ts";
import { ConfigurationInvalid } from "../../core/errors.ts";
import { type Problem, problemsText } from "../../core/schema/problem.ts";

/**
 * Refuses an environment in another account or region than repave's own, before anything is built for it: the roles that
 * would have to be assumed there do not exist yet, and nothing may be built in the wrong place instead.
 */
export function refuseOtherPlaces(
  environment: Pick<EnvironmentConfiguration, "name" | "account" | "region">,
  keyArn: string,
): void {
  const [, , , region, account] = keyArn.split(":");
  const problems: readonly Problem[] = [
    ...differing({
      path: `/environments/${environment.name}/account`,
      own: account,
      asked: environment.account,
    }),
    ...differing({
      path: `/environments/${environment.name}/region`,
      own: region,
      asked: environment.region,
    }),
  ];
  if (problems.length > 0) throw new ConfigurationInvalid(problemsText(problems));
}

function differing(
  place: Readonly<{ path: string; own: string | undefined; asked: string }>,
): readonly Problem[] {
  if (place.own === place.asked) return [];
  return [{ path: place.path, expected: `${place.own}, where repave is deployed`, came: place.asked }];
}
