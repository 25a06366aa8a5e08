import type { SSMClient } from "@aws-sdk/client-ssm";

/** What a client finds out by itself, from the environment and files, and is the same for every service. */
type Found =
  | "authSchemePreference"
  | "defaultsMode"
  | "maxAttempts"
  | "retryMode"
  | "useDualstackEndpoint"
  | "useFipsEndpoint"
  | "userAgentAppId";

/** What every client of one worker shares: found credentials, open connections and settings. */
export type AwsConfig = Pick<SSMClient["config"], "region" | "credentials" | "requestHandler" | Found>;

/** The configuration that a first client found by itself, for all others, so that it is looked for only once. */
export function shareConfig({ config }: Pick<SSMClient, "config">): AwsConfig {
  const { region, credentials, requestHandler, authSchemePreference, defaultsMode } = config;
  const { maxAttempts, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId } = config;
  return {
    ...{ region, credentials, requestHandler, authSchemePreference, defaultsMode },
    ...{ maxAttempts, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId },
  };
}
